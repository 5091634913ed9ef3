import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClientProvider } from '@tanstack/react-query'
import { Component, type ComponentType, lazy, type ReactNode, Suspense, useEffect } from 'react'
import { Link, Route, Switch } from 'wouter'
import { queryClient } from './api/queries.ts'
import { Trouble, Waiting } from './parts/says.tsx'
import { TipLayer } from './parts/tip.tsx'
import { SessionGate } from './session/session.tsx'
import { Shell } from './shell/shell.tsx'

type Load = () => Promise<{ default: ComponentType }>
const loads: Load[] = []

/** A page is a file of `pages/`, loaded when it is first gone to, or when there is time. */
function page(load: Load) {
  loads.push(load)
  return lazy(load)
}

const Overview = page(() => import('./pages/overview.tsx'))
const Live = page(() => import('./pages/live.tsx'))
const Events = page(() => import('./pages/events.tsx'))
const Deliveries = page(() => import('./pages/deliveries.tsx'))
const Replays = page(() => import('./pages/replays.tsx'))
const Connections = page(() => import('./pages/connections.tsx'))
const Erasures = page(() => import('./pages/erasures.tsx'))
const Sources = page(() => import('./pages/sources.tsx'))
const NewSource = page(() => import('./pages/new-source.tsx'))
const SourcePage = page(() => import('./pages/source.tsx'))
const FirstEvent = page(() => import('./pages/first-event.tsx'))
const Rejections = page(() => import('./pages/rejections.tsx'))
const RejectionPage = page(() => import('./pages/rejection.tsx'))
const Destinations = page(() => import('./pages/destinations.tsx'))
const NewDestination = page(() => import('./pages/new-destination.tsx'))
const DestinationPage = page(() => import('./pages/destination.tsx'))
const Routes = page(() => import('./pages/routes.tsx'))
const Catalogue = page(() => import('./pages/catalogue.tsx'))
const Settings = page(() => import('./pages/settings.tsx'))
const More = page(() => import('./pages/more.tsx'))

/** The whole page. */
export function App() {
  return (
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queryClient}>
        <SessionGate>
          <LoadAhead />
          <Shell>
            <Catch>
              <Suspense fallback={<Waiting what="for the page" />}>
                <Switch>
                  <Route path="/" component={Overview} />
                  <Route path="/live" component={Live} />
                  <Route path="/events/:id?" component={Events} />
                  <Route path="/deliveries" component={Deliveries} />
                  <Route path="/dead" component={Deliveries} />
                  <Route path="/replays/:id?" component={Replays} />
                  <Route path="/connections/:name?" component={Connections} />
                  <Route path="/erasures/:id?" component={Erasures} />
                  <Route path="/sources" component={Sources} />
                  <Route path="/sources/new" component={NewSource} />
                  <Route path="/sources/:name" component={SourcePage} />
                  <Route path="/sources/:name/first" component={FirstEvent} />
                  <Route path="/rejections" component={Rejections} />
                  <Route path="/rejections/:id" component={RejectionPage} />
                  <Route path="/destinations" component={Destinations} />
                  <Route path="/destinations/new" component={NewDestination} />
                  <Route path="/destinations/:name" component={DestinationPage} />
                  <Route path="/routes" component={Routes} />
                  <Route path="/catalogue/:name?" component={Catalogue} />
                  <Route path="/settings" component={Settings} />
                  <Route path="/more" component={More} />
                  <Route>
                    <h1>There is no such page</h1>
                    <p>
                      <Link href="/">To the overview</Link>
                    </p>
                  </Route>
                </Switch>
              </Suspense>
            </Catch>
          </Shell>
        </SessionGate>
        <TipLayer />
      </QueryClientProvider>
    </CSPProvider>
  )
}

/** How long the first page has for itself, in ms. */
const aheadMs = 3000

/** Loads the other pages once the first is there: one goes to them while the gateway is away, too. */
function LoadAhead() {
  useEffect(() => {
    const timer = setTimeout(async () => {
      // One after the other: what somebody asks for meanwhile goes first. One that does not come now is loaded when it is gone to.
      for (const load of loads) await load().catch(() => undefined)
    }, aheadMs)
    return () => clearTimeout(timer)
  }, [])
  return null
}

/** Says what a page threw, instead of a white window. */
class Catch extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: null as unknown }
  static getDerivedStateFromError(error: unknown) {
    return { error }
  }
  override render() {
    if (this.state.error === null) return this.props.children
    return <Trouble error={this.state.error} onRetry={() => location.reload()} />
  }
}

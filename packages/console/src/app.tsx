import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClientProvider } from '@tanstack/react-query'
import { Component, lazy, type ReactNode, Suspense } from 'react'
import { Link, Route, Switch } from 'wouter'
import { queryClient } from './api/queries.ts'
import { Trouble, Waiting } from './parts/says.tsx'
import { TipLayer } from './parts/tip.tsx'
import { SessionGate } from './session/session.tsx'
import { Shell } from './shell/shell.tsx'

// A page is a file of `pages/`, loaded when it is first gone to.
const Overview = lazy(() => import('./pages/overview.tsx'))
const Live = lazy(() => import('./pages/live.tsx'))
const Events = lazy(() => import('./pages/events.tsx'))
const Deliveries = lazy(() => import('./pages/deliveries.tsx'))
const Replays = lazy(() => import('./pages/replays.tsx'))
const Connections = lazy(() => import('./pages/connections.tsx'))
const Erasures = lazy(() => import('./pages/erasures.tsx'))
const Sources = lazy(() => import('./pages/sources.tsx'))
const NewSource = lazy(() => import('./pages/new-source.tsx'))
const SourcePage = lazy(() => import('./pages/source.tsx'))
const FirstEvent = lazy(() => import('./pages/first-event.tsx'))
const Rejections = lazy(() => import('./pages/rejections.tsx'))
const RejectionPage = lazy(() => import('./pages/rejection.tsx'))
const Destinations = lazy(() => import('./pages/destinations.tsx'))
const NewDestination = lazy(() => import('./pages/new-destination.tsx'))
const DestinationPage = lazy(() => import('./pages/destination.tsx'))
const Routes = lazy(() => import('./pages/routes.tsx'))
const Catalogue = lazy(() => import('./pages/catalogue.tsx'))
const Settings = lazy(() => import('./pages/settings.tsx'))
const More = lazy(() => import('./pages/more.tsx'))

/** The whole page. */
export function App() {
  return (
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queryClient}>
        <SessionGate>
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

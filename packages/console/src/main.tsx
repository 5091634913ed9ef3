import './styles/base.css'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { restoreTheme } from './shell/theme.ts'

restoreTheme()
const place = document.getElementById('console')
if (place) createRoot(place).render(<App />)

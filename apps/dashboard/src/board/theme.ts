import type { UIConfig } from '@bull-board/api/typings/app'

const fonts = {
  'font-sans': 'system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif',
  'font-mono': 'ui-monospace, "SF Mono", Menlo, Consolas, monospace',
}

/** The colors of the frame, for the Bull board in it. */
export const theme: NonNullable<UIConfig['theme']> = {
  light: {
    ...fonts,
    background: '#f2f3f7',
    card: '#ffffff',
    foreground: '#1f2430',
    'muted-foreground': '#545b6d',
    primary: '#3452c8',
    'primary-foreground': '#ffffff',
    border: '#dfe2ea',
    sidebar: '#f7f8fb',
    'sidebar-border': '#dfe2ea',
  },
  dark: {
    ...fonts,
    background: '#14161c',
    card: '#1e212a',
    foreground: '#e8eaf0',
    'muted-foreground': '#a4abbb',
    primary: '#9db2ff',
    'primary-foreground': '#14161c',
    border: '#2f3441',
    sidebar: '#1e212a',
    'sidebar-border': '#2f3441',
  },
}

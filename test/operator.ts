const operator = `Basic ${btoa('operator:correct horse')}`

/** Sends a request to the dashboard with the operator's password; does not follow redirects. */
export function askDashboard(app: { port: number }, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { authorization: operator, ...init.headers }
  return fetch(`http://127.0.0.1:${app.port}${path}`, { redirect: 'manual', ...init, headers })
}

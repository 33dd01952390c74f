/* Speaks with the API: tokens, retries, the stream of checks, what a reload must find. */

const API = '/api/v1/conversations'
const PATIENCE = 8

/* randomUUID is missing on plain http. */
export const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('')

async function ask(path, token, body, signal) {
  const headers = { Accept: signal ? 'text/event-stream' : 'application/json', 'Content-Type': 'application/json' }
  if (token) headers.Authorization = `Bearer ${token}`
  const answer = await fetch(API + path, { method: body ? 'POST' : 'GET', headers, signal, body: body && JSON.stringify(body) })
  if (answer.ok) return answer
  const { message } = await answer.json().catch(() => ({}))
  throw Object.assign(new Error(message || ''), { status: answer.status })
}

/* Tries until there is an answer: every call may be repeated safely. A refusal is an answer. */
async function surely(attempt) {
  const waiting = detail => dispatchEvent(new CustomEvent('waiting', { detail }))
  for (let tries = 0; ; tries++) {
    try {
      const answer = await attempt()
      if (tries) waiting(false)
      return answer
    } catch (error) {
      const final = error.name === 'AbortError' || error.status < 500 || (navigator.onLine && tries >= PATIENCE)
      waiting(!final)
      if (final) throw error
      await new Promise(done => {
        addEventListener('online', done, { once: true })
        setTimeout(done, Math.min(30_000, 500 * 2 ** tries))
      })
    }
  }
}

const json = (path, token, body) => surely(async () => (await ask(path, token, body)).json())

export const start = (topic, identity) => json('', identity, { topic })
export const post = (own, what, body) => json(`/${own.id}/${what}`, own.token, body)

/* Every event so far, page by page. */
export async function history(own) {
  const events = []
  for (;;) {
    const page = await json(`/${own.id}/events?after=${events.at(-1)?.number || 0}`, own.token)
    events.push(...page.events)
    if (!page.events.length || events.at(-1).number >= page.last) return events
  }
}

/* Runs the checks: `on` gets each event of the stream; the turn at its end is returned. */
export const look = (own, signal, on) => surely(async () => {
  const answer = await ask(`/${own.id}/checks`, own.token, {}, signal)
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
  for (let text = '', part; !(part = await reader.read()).done; ) {
    const whole = (text + part.value).replaceAll('\r', '').split('\n\n')
    text = whole.pop()
    for (const one of whole) {
      const [name, data] = ['event', 'data'].map(key => new RegExp(`^${key}: ?(.*)$`, 'm').exec(one)?.[1])
      if (name === 'turn') return JSON.parse(data)
      if (data) on(name, JSON.parse(data))
    }
  }
  throw new Error('cut short')
})

/* Keeps a known person's conversation for the next visit, anybody else's for this tab. */
export function shelf(topic, identity) {
  const key = `hearlink:${topic}:${identity ? whose(identity) : ''}`
  const safely = use => {
    // A browser may refuse storage inside an iframe; the chat works without.
    try { return use(identity ? localStorage : sessionStorage) } catch { return null }
  }
  return {
    key,
    load: () => safely(store => JSON.parse(store.getItem(key))),
    save: ({ id, token, queue }) => safely(store => store.setItem(key, JSON.stringify({ id, token, queue }))),
  }
}

/* A renewed token of the same person is the same person. */
function whose(identity) {
  try {
    const { org, sub } = JSON.parse(atob(identity.split('.')[1].replaceAll('-', '+').replaceAll('_', '/')))
    return `${org}/${sub}`
  } catch {
    return identity.slice(-16)
  }
}

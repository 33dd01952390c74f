/* Speaks with the API and with the page around: tokens, retries, the stream of checks. */

const PATIENCE = 8
const host = new URLSearchParams(location.search).get('host')
export const around = parent !== window && host

export const tell = (type, detail) => around && parent.postMessage({ type, detail }, host)

/* randomUUID is missing on plain http. */
export const newId = () => crypto.getRandomValues(new Uint32Array(4)).join('-')

const emit = (name, detail) => dispatchEvent(new CustomEvent(name, { detail }))
export const failure = (body, more) => Object.assign(new Error, body, more)

export async function ask(own, what, body, signal, read) {
  const { id, token, identity } = own
  const headers = {
    Accept: read && !own.plain ? 'text/event-stream' : 'application/json',
    'Accept-Language': document.documentElement.lang,
    'Content-Type': 'application/json',
  }
  if (token || identity) headers.Authorization = `Bearer ${token || identity}`
  if (token && identity) headers['X-Identity-Token'] = identity
  const path = '/api/v1' + (what?.[0] === '/' ? what : '/conversations' + (id ? `/${id}/${what}` : ''))
  const answer = await fetch(path, { method: body ? 'POST' : 'GET', headers, signal, body: body && JSON.stringify(body) })
  if (answer.ok) return read ? read(answer) : answer.json()
  if (answer.status === 401 && identity) {
    // It ran out: on without, but for a new one.
    if (own.identity === identity) own.identity = ''
    tell('expired')
    return ask(own, what, body, signal, read)
  }
  throw failure(await answer.json().catch(() => {}), { status: answer.status })
}

/* Asks until there is an answer; a refusal is one. An `item` learns whether it left. */
export async function call(own, what, body, item, read) {
  const signal = item && own.stop.signal
  for (let tries = 0; ; tries++) {
    const sent = item?.sent || false
    const online = navigator.onLine
    if (item) item.sent = true
    try {
      const answer = await ask(own, what, body, signal, read)
      if (tries) emit('waiting')
      return answer
    } catch (error) {
      if (item && !online && !error.status) item.sent = sent
      if (signal?.aborted) throw error
      const final = error.final || error.status < 500 || (navigator.onLine && tries >= PATIENCE)
      emit('waiting', !final)
      if (final) throw error
      await new Promise(done => {
        addEventListener('online', done, { once: true })
        signal?.addEventListener('abort', done)
        setTimeout(done, Math.min(30_000, 500 * 2 ** tries))
      })
    }
  }
}

/* Keeps a known person's conversation for the next visit, a stranger's for this tab. */
export function shelf(topic, identity) {
  const who = whose(identity)
  const key = `hearlink:${topic}:${who}`
  const safely = use => {
    // A browser may refuse storage inside an iframe; the chat works without.
    try { return use(who ? localStorage : sessionStorage) } catch { return null }
  }
  return {
    key,
    load: () => safely(store => JSON.parse(store.getItem(key))),
    save: ({ id, token, queue, ticks, draft }) => safely(store => store.setItem(key, JSON.stringify({ id, token, queue, ticks, draft }))),
  }
}

/* A renewed token of the same person is the same person. */
function whose(identity) {
  try {
    const { org, sub } = JSON.parse(atob(identity.split('.')[1].replaceAll('-', '+').replaceAll('_', '/')))
    return `${org}/${sub}`
  } catch {
    return ''
  }
}

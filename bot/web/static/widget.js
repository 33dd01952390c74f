/* The launcher; the chat is an iframe, loaded when first opened */
(() => {
  if (window.HearLinkAssistant) return
  const { src, dataset } = document.currentScript
  const { topic = 'xero-sync', label = 'Help with Xero', accent = '#0e6b5c', lang = '' } = dataset
  const bot = new URL(src).origin
  const small = '(max-width:480px),(max-height:480px)'
  const fns = {}
  let token = dataset.identityToken, unread = 0, about, draft, ready, frame, button, panel, bye

  const make = (parent, tag, props) => parent.appendChild(Object.assign(document.createElement(tag), props))
  function brief() {
    if (!ready) return
    frame.contentWindow.postMessage({ type: 'identify', token, accent, draft, about }, bot)
    about = null
  }
  const emit = (name, detail) => fns[name]?.forEach(fn => fn(detail))
  const close = () => panel.close()
  const load = () => { frame.src = `${bot}/widget?` + new URLSearchParams({ topic, lang, host: location.origin }) }

  /* `wish` may name a cause: the chat begins with checking that one. */
  function open(wish) {
    if (wish?.about) about = wish, brief()
    if (panel.open) return
    ready || load()
    // Full screen is modal: no focus behind it.
    matchMedia(small).matches ? panel.showModal() : panel.show()
    button.ariaExpanded = true
    news(-unread)
    frame.focus()
    brief()
    emit('open')
  }

  const toggle = () => panel.open ? close() : open()

  function closed() {
    if (panel.open) return // the event comes late
    button.ariaExpanded = false
    button.focus()
    emit('close')
  }

  /* How many answers of support wait unseen */
  function news(more) {
    unread += more
    button.dataset.unread = unread || ''
    button.ariaLabel = unread ? `${label} (${unread})` : null
  }

  addEventListener('message', ({ origin, source, data }) => {
    if (origin !== bot || source !== frame?.contentWindow) return
    const { type, detail } = data
    if (type === 'close') return close()
    if (type === 'ready') ready = true, bye.remove(), brief()
    if (type === 'reply' && !panel.open) news(detail)
    emit(type, detail)
  })

  function mount() {
    const host = make(document.body, 'section', { ariaLabel: label })
    const root = host.attachShadow({ mode: 'open' })
    const sheet = new CSSStyleSheet() // passes a strict CSP
    sheet.replaceSync(css)
    root.adoptedStyleSheets = [sheet]
    host.style.setProperty('--a', accent)
    host.onkeydown = ({ key }) => { key === 'Escape' && close() }
    button = make(root, 'button', { ariaExpanded: false, onclick: toggle, textContent: label })
    panel = make(root, 'dialog', { ariaLabel: label, onclose: closed })
    frame = make(panel, 'iframe', { title: label, allow: 'clipboard-write' })
    // The way out until the chat has its own: it may never come.
    bye = make(panel, 'button', { ariaLabel: label, ariaExpanded: true, onclick: close, textContent: '×' })
    addEventListener('online', () => ready || panel.open && load())
    if ('open' in dataset) open()
  }

  const css = `button,dialog{position:fixed;inset:auto;inset-inline-end:20px;bottom:20px;z-index:99999;border:1px solid #0002;box-shadow:0 6px 24px #0003}
button{display:flex;gap:9px;align-items:center;padding:14px 22px;border-radius:26px;background:var(--a);--d:calc((.179 - y)*999);color:color(from var(--a) xyz var(--d) var(--d) var(--d));font:600 16px/24px system-ui;cursor:pointer}
button:hover{filter:brightness(1.12)}
button:not(dialog *)::before{content:"";width:22px;height:22px;background:currentColor;clip-path:path('M1 12.1H7.8L9.4 7.3l4 14L16.8 12.1H21V9.9H15.2L13.6 14.7 9.6.7 6.2 9.9H1z')}
dialog button{position:absolute;inset:10px 6px auto auto;padding:10px 17px;animation:wait 1s}
@keyframes wait{0%,99%{visibility:hidden}}
@media(forced-colors:active){button::before{background:ButtonText!important}}
[data-unread]:not([data-unread=""])::after{content:attr(data-unread)/"";position:absolute;top:-6px;inset-inline-end:-2px;min-width:22px;font-size:13px;line-height:22px;border-radius:11px;background:#b3261e;color:#fff}
:focus-visible{outline:3px solid;outline-offset:-6px}
dialog{bottom:88px;width:410px;height:min(700px,100vh - 108px);padding:0;border-radius:20px;overflow:clip;box-shadow:0 16px 60px #0004}
iframe{display:block;width:100%;height:100%;border:0}
@media ${small}{dialog{inset:0;width:100%;height:100%;max-width:none;max-height:none;border-radius:0;border:0}}`

  const identify = next => { token = next; draft = ''; brief() }
  const prefill = text => { draft = text; brief() }
  const on = (name, fn) => (fns[name] ||= []).push(fn)
  const ask = text => { open(); prefill(text) }
  window.HearLinkAssistant = { open, close, ask, identify, prefill, on }
  document.body ? mount() : addEventListener('load', mount)
})()

/* The launcher; the chat is an iframe, loaded when first opened */
(() => {
  if (window.HearLinkAssistant) return
  const { src, dataset } = document.currentScript
  const { topic = 'xero-sync', label = 'Help with Xero', accent = '#0e6b5c' } = dataset
  const bot = new URL(src).origin
  const small = '(max-width:480px),(max-height:480px)'
  const fns = {}
  let token = dataset.identityToken, draft, ready, frame, button, panel

  const make = (parent, tag, props) => parent.appendChild(Object.assign(document.createElement(tag), props))
  const brief = () => ready && frame.contentWindow.postMessage({ type: 'identify', token, accent, draft }, bot)
  const emit = (name, detail) => fns[name]?.forEach(fn => fn(detail))
  const close = () => panel.close()

  function open() {
    if (panel.open) return
    frame.src ||= `${bot}/widget?` + new URLSearchParams({ topic, host: location.origin })
    // Full screen is modal: no focus behind it.
    matchMedia(small).matches ? panel.showModal() : panel.show()
    button.ariaExpanded = true
    frame.focus()
    emit('open')
  }

  const toggle = () => panel.open ? close() : open()

  function closed() {
    button.ariaExpanded = false
    button.focus()
    emit('close')
  }

  addEventListener('message', ({ origin, source, data }) => {
    if (origin !== bot || source !== frame?.contentWindow) return
    if (data.type === 'close') return close()
    if (data.type === 'ready') ready = true, brief()
    emit(data.type, data.detail)
  })

  function mount() {
    const host = make(document.body, 'section', { ariaLabel: label })
    const root = host.attachShadow({ mode: 'open' })
    const sheet = new CSSStyleSheet() // passes a strict CSP
    sheet.replaceSync(css)
    root.adoptedStyleSheets = [sheet]
    host.style.setProperty('--a', accent)
    host.onkeydown = ({ key }) => { key === 'Escape' && close() }
    button = make(root, 'button', { textContent: label, ariaExpanded: false, onclick: toggle })
    panel = make(root, 'dialog', { ariaLabel: label, onclose: closed })
    frame = make(panel, 'iframe', { title: label })
    if ('open' in dataset) open()
  }

  const css = `button,dialog{position:fixed;inset:auto;inset-inline-end:20px;bottom:20px;z-index:99999;border:1px solid #0002;box-shadow:0 8px 30px #0004}
button{padding:14px 24px;border-radius:26px;background:var(--a);color:oklch(from var(--a) calc((.57 - l)*999) 0 0);font:600 16px/24px system-ui;cursor:pointer}
:focus-visible{outline:3px solid;outline-offset:-6px}
dialog{bottom:88px;width:410px;height:min(700px,100vh - 108px);padding:0;border-radius:20px;overflow:clip}
iframe{width:100%;height:100%;border:0}
@media ${small}{dialog{inset:0;width:100%;height:100%;max-width:none;max-height:none;border-radius:0}}`

  const identify = next => { token = next; draft = ''; brief() }
  const prefill = text => { draft = text; brief() }
  const on = (name, fn) => (fns[name] ||= []).push(fn)
  window.HearLinkAssistant = { open, close, identify, prefill, on }
  document.body ? mount() : addEventListener('load', mount)
})()

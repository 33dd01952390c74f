/* “Was this article helpful?”: the same few questions on the help page and in the chat. */

/** Brings a form to life; `send({helpful, reasons?, comment?})` resolves once it is stored. */
export function feedback(root, send) {
  const part = name => root.querySelector(`[data-part="${name}"]`)
  const form = part('why')
  const show = name => {
    for (const one of root.querySelectorAll('[data-part]')) one.hidden = one !== part(name)
  }
  let busy
  const sent = async (body, next) => {
    if (busy) return
    busy = true
    part('failed').hidden = true
    try {
      await send(body)
      show(next)
    } catch {
      part('failed').hidden = false
    }
    busy = false
  }
  root.querySelector('[data-answer="yes"]').onclick = () => sent({ helpful: true }, 'yes')
  root.querySelector('[data-answer="no"]').onclick = () => {
    show('why')
    form.querySelector('h3').focus()
  }
  form.onsubmit = event => {
    event.preventDefault()
    const reasons = new FormData(form).getAll('reasons')
    part('missing').hidden = reasons.length > 0
    if (!reasons.length) return form.elements.reasons[0].focus()
    const comment = form.elements.comment.value.trim()
    sent({ helpful: false, reasons, ...(comment && { comment }) }, 'sent')
  }
  root.hidden = false
}

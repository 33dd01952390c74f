/* The help page: stores whether the article helped, and opens the assistant from its card. */

import { feedback } from './feedback.js'

const rating = document.querySelector('.rating')
const open = document.getElementById('open-assistant')

feedback(rating.querySelector('[data-feedback]'), async body => {
  const answer = await fetch(`/api/v1/articles/${encodeURIComponent(rating.dataset.topic)}/feedback`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(answer.status)
})

open.hidden = !window.HearLinkAssistant
open.onclick = () => window.HearLinkAssistant.open()

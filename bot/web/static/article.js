/* The help pages: opens the assistant in place, on one cause where one is meant, and takes feedback. */

import { feedback } from './feedback.js'

const assistant = window.HearLinkAssistant

/* Without the assistant, or in a new tab, each link leads to the page that needs no script. */
for (const link of assistant ? document.querySelectorAll('[data-cause], #open-assistant') : []) {
  link.onclick = event => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    const { cause: about, label } = link.dataset
    assistant.open(about && { about, label })
  }
}

const rating = document.querySelector('.rating')
if (rating) {
  feedback(rating.querySelector('[data-feedback]'), async body => {
    const answer = await fetch(`/api/v1/articles/${encodeURIComponent(rating.dataset.topic)}/feedback`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Accept-Language': document.documentElement.lang },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(answer.status)
  })
}

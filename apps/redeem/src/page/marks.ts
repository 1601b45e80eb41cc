/** The icons above the title; the stylesheet shows one at a time. */
export const marks = `<div class="mark" aria-hidden="true">
          <svg class="passkey" viewBox="0 0 24 24" stroke-width="1.7"><circle cx="9" cy="8" r="4"></circle><path d="M2.75 20.25c0-3.6 2.7-6 6.25-6 1.2 0 2.3.27 3.2.77"></path><circle cx="17.5" cy="13.25" r="2.75"></circle><path d="M17.5 16v5.25m0-2.5h2"></path></svg>
          <svg class="good" viewBox="0 0 24 24" stroke-width="2"><path d="M5 12.75l4.6 4.5L19 7.5"></path></svg>
          <svg class="attention" viewBox="0 0 24 24" stroke-width="2.4"><path d="M12 5.5v8m0 4.5v.01"></path></svg>
        </div>`

/* Opens and closes dialogs: <button data-opens="id"> for a <dialog id="id">, <button data-closes> inside it. */
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    event.preventDefault();
    document.getElementById(opener.dataset.opens).showModal();
  }
  const closer = event.target.closest("[data-closes]");
  if (closer) {
    event.preventDefault();
    closer.closest("dialog").close();
  }
});

/* Who signs out is told first of what this device has not sent yet (keys « preau.attente.… »): signing out erases it. */
document.addEventListener("submit", (event) => {
  const unsent = () => Object.keys(localStorage).some((key) => key.startsWith("preau.attente."));
  const question = event.submitter?.dataset.unsent;
  if (question && unsent() && !window.confirm(question)) {
    event.preventDefault();
  }
});

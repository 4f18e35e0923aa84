/** On an image's page, the keys 1 to 5 rate the image and 0 removes the rating. Choosing a star saves it. */
import { isTyping } from "../../shared/web/typing.ts";

const form = document.querySelector<HTMLFormElement>("#image-fields");

form?.addEventListener("change", (event) => {
  if (event.target instanceof HTMLInputElement && event.target.name === "rating") form.requestSubmit();
});

document.addEventListener("keydown", (event) => {
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
  if (form === null || !plain || event.defaultPrevented || isTyping(event.target) || !/^[0-5]$/.test(event.key)) return;
  event.preventDefault();
  const value = event.key === "0" ? "" : event.key;
  form.querySelector<HTMLInputElement>(`input[name=rating][value="${value}"]`)?.click();
});

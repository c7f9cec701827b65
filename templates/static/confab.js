// What the pages add where JavaScript runs; every page works without it.
"use strict";

(() => {
  const each = (root, selector, act) => root.querySelectorAll(selector).forEach(act);

  // A post half written survives a reload in this tab, and no longer.
  const keepDraft = (area) => {
    const key = `draft:${location.pathname}:${area.name}`;
    if (!area.value) area.value = sessionStorage.getItem(key) ?? "";
    area.addEventListener("input", () => sessionStorage.setItem(key, area.value));
    area.form?.addEventListener("submit", () => sessionStorage.removeItem(key));
  };

  const enliven = (root) => {
    each(root, "textarea[data-draft]", keepDraft);
    each(root, "[data-print]", (button) => {
      button.hidden = false;
      button.addEventListener("click", () => window.print());
    });
    each(root, "[data-submit-on-change]", (select) => {
      select.addEventListener("change", () => select.form.requestSubmit());
    });
    each(root, "[data-copy]", (field) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "button button-quiet", textContent: "Copy" });
      button.addEventListener("click", async () => {
        field.select();
        await navigator.clipboard?.writeText(field.value);
        button.textContent = "Copied";
      });
      field.after(button);
    });
    root.querySelector("[data-focus]")?.focus();
  };

  // An answer that is not the page asked for must not replace part of it.
  const say = (text) => {
    const place = document.getElementById("live");
    if (place) place.textContent = text;
  };
  const sayWithLink = (before, label, address, after) => {
    const place = document.getElementById("live");
    if (!place) return;
    const link = Object.assign(document.createElement("a"), { href: address, target: "_blank", rel: "noopener", textContent: label });
    place.replaceChildren(`${before} `, link, ` ${after}`);
  };
  document.addEventListener("htmx:before:swap", (event) => {
    const response = event.detail.ctx?.response;
    if (!response) return;
    if (response.status === 401) {
      event.preventDefault();
      sayWithLink("You are signed out; what you typed stays here.", "Sign in", `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`, "in a new tab, then go on here.");
    } else if (response.status === 409) {
      event.preventDefault();
      say("Not saved: this was changed elsewhere meanwhile. What you typed stays here; press the button to see both.");
    } else if (response.status >= 400 && response.status !== 422) {
      event.preventDefault();
      say("That was not saved: the server had a problem. Nothing is lost; try again in a moment.");
    } else {
      say("");
    }
  });
  document.addEventListener("htmx:error", () => {
    say("That was not saved: no connection just now. Nothing is lost; try again in a moment.");
  });

  document.addEventListener("DOMContentLoaded", () => enliven(document));
})();

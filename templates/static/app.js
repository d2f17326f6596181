// Makes the pages quicker. All of them work without this.

// Decimals: exact, in ten-thousandths, by the same rules as the server's.

const scale = 4;
const largestQuantity = 1_000_000n * 10_000n;
const largestPrice = 1_000_000_000n * 10_000n;

/** The ten-thousandths of a typed decimal; null when the server would refuse it. */
function tenThousandths(typed) {
  const text = typed.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, "");
  const parts = /^(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$/.exec(text);
  if (!parts) return null;
  const [, sign, whole, fraction = "", exponent = "0"] = parts;
  const digits = (whole + fraction).replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  if (significant === "") return 0n;
  const shift = Number(exponent) - fraction.length + (digits.length - significant.length) + scale;
  if (shift < 0 || significant.length + shift > 19) return null;
  return BigInt(sign + significant + "0".repeat(shift));
}

/** Quantity × unit price in cents, rounded half away from zero; null unless both are valid. */
function amountInCents(typedQuantity, typedPrice) {
  const quantity = tenThousandths(typedQuantity);
  const price = tenThousandths(typedPrice);
  if (quantity === null || quantity < 1n || quantity > largestQuantity) return null;
  if (price === null || price < 0n || price > largestPrice) return null;
  return (quantity * price + 500_000n) / 1_000_000n;
}

/** Cents for reading: 1,234.50. */
function amountText(cents) {
  const digits = cents.toString().padStart(3, "0");
  return digits.slice(0, -2).replace(/\B(?=([0-9]{3})+$)/g, ",") + "." + digits.slice(-2);
}

// The items of an invoice.

const largestItemCount = 500;

function editItems(form) {
  const list = form.querySelector("[data-items]");
  const total = form.querySelector("[data-total]");
  const announcer = form.querySelector("[data-announce]");
  const addButton = form.querySelector('[value="add-row"]');
  const field = (row, name) => row.querySelector(`[name="item_${name}"]`);

  function showTotals() {
    let sum = 0n;
    for (const row of list.children) {
      const cents = amountInCents(field(row, "quantity").value, field(row, "unit_price").value);
      row.querySelector("[data-amount]").textContent = cents === null ? "–" : amountText(cents);
      sum += cents ?? 0n;
    }
    total.textContent = amountText(sum);
  }

  /** Gives every row the number of its place, in all that names it. */
  function renumber() {
    [...list.children].forEach((row, index) => {
      const number = index + 1;
      for (const place of row.querySelectorAll("[data-number]")) place.textContent = number;
      for (const input of row.querySelectorAll("input, textarea")) {
        const id = `${input.name}-${number}`;
        row.querySelector(`label[for="${input.id}"]`).htmlFor = id;
        const error = row.querySelector(`#${CSS.escape(input.id)}-error`);
        if (error) {
          error.id = `${id}-error`;
          input.setAttribute("aria-describedby", error.id);
        }
        input.id = id;
      }
      for (const button of row.querySelectorAll("button")) {
        const [action] = button.value.split("-");
        button.value = `${action}-${number}`;
        button.setAttribute("aria-label", { up: `Move item ${number} up`, down: `Move item ${number} down`, remove: `Remove item ${number}` }[action]);
        button.disabled = (action === "up" && index === 0) || (action === "down" && number === list.children.length);
      }
    });
    addButton.disabled = list.children.length >= largestItemCount;
    showTotals();
  }

  /** As high as its lines, where the style sheet alone cannot do that. */
  function fit(description) {
    description.rows = description.value.split("\n").length;
  }

  function clear(row) {
    for (const error of row.querySelectorAll(".field-error")) error.remove();
    for (const input of row.querySelectorAll("input, textarea")) {
      input.value = "";
      input.removeAttribute("aria-invalid");
      input.removeAttribute("aria-describedby");
    }
    fit(field(row, "description"));
  }

  function add() {
    const row = list.lastElementChild.cloneNode(true);
    clear(row);
    list.append(row);
    renumber();
    field(row, "description").focus();
    announcer.textContent = `Item ${list.children.length} added`;
  }

  function remove(row) {
    const number = [...list.children].indexOf(row) + 1;
    const neighbour = row.nextElementSibling ?? row.previousElementSibling ?? row;
    if (neighbour === row) clear(row);
    else row.remove();
    renumber();
    field(neighbour, "description").focus();
    announcer.textContent = `Item ${number} removed`;
  }

  /** Moves a row by one place; what had the focus in it keeps it, or its twin where that cannot be. */
  function move(row, action) {
    const other = action === "up" ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    const focused = document.activeElement;
    if (action === "up") other.before(row);
    else other.after(row);
    renumber();
    const twin = row.querySelector(`[value^="${action === "up" ? "down" : "up"}-"]`);
    (focused.disabled ? twin : focused).focus();
    announcer.textContent = `Now item ${[...list.children].indexOf(row) + 1} of ${list.children.length}`;
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest('button[name="action"]');
    if (!button || button.value === "save") return;
    event.preventDefault();
    const row = button.closest("[data-item]");
    if (button === addButton) add();
    else if (button.value.startsWith("remove-")) remove(row);
    else move(row, button.value.split("-")[0]);
  });
  list.addEventListener("keydown", (event) => {
    const action = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    // In a text of several lines they belong to the text.
    if (!event.altKey || !action || event.target.value?.includes("\n")) return;
    event.preventDefault();
    move(event.target.closest("[data-item]"), action);
  });
  list.addEventListener("input", (event) => {
    if (event.target.matches("textarea")) fit(event.target);
    showTotals();
  });
  renumber();
}

// What every page has.

/** Refuses a second submission while the first is under way. */
function submitOnce(form) {
  const release = () => { form.ariaBusy = null; };
  form.addEventListener("submit", (event) => {
    if (form.ariaBusy === "true") return event.preventDefault();
    form.ariaBusy = "true";
    // One that was stopped on its way can be sent again.
    setTimeout(release, 10_000);
  });
  // Back from the next page, out of the browser's cache, the form is fresh again.
  window.addEventListener("pageshow", release);
}

/** Keeps what is empty out of the address. */
function leaveOutEmpty(form) {
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
  });
}

function closeMenu(menu) {
  document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
  menu.addEventListener("focusout", (event) => { if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false; });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

function copyOnClick(button) {
  // Browsers lend the clipboard to secure origins only.
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.ariaLive = "polite";
  const label = button.textContent;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not copied";
    }
    setTimeout(() => { button.textContent = label; }, 2000);
  });
}

function printOnClick(button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

const each = (selector, act) => document.querySelectorAll(selector).forEach(act);
each("form[data-invoice]", editItems);
each("form[data-once]", submitOnce);
each("form[data-filters]", leaveOutEmpty);
each("[data-menu]", closeMenu);
each("[data-copy]", copyOnClick);
each("[data-print]", printOnClick);

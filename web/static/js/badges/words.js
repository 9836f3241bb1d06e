/**
 * What elements of a design are called, and when they are drawn, in words.
 */

import { isHidden, onlyField } from "./document.js";

const LINE = 1.5;
const SORTS = { qr: "QR code", mark: "Host’s mark", image: "Logo" };

/** @param {Map<string, string>} fields  the facts of a badge and their words */
export function words(fields) {
  const called = (field) => fields.get(field) ?? field;

  /** A template without its brackets, each field by its words. */
  function spoken(text) {
    const filled = text.replace(/\{([^{}|]+)[^{}]*\}/g, (_, field) => called(field.trim().toLowerCase()));
    return filled.replace(/[[\]{}]/g, "").trim().slice(0, 60);
  }

  function nameOf(element) {
    if (element.element === "text") {
      const field = onlyField(element.text);
      return field ? called(field) : spoken(element.text);
    }
    if (element.element === "box") return element.height < LINE ? "Line" : "Box";
    if (element.element === "image" && element.image !== "logo") return `Picture “${element.image}”`;
    return SORTS[element.element];
  }

  /** The conditions, but for the one that hides. */
  function when(element) {
    const conditions = Object.entries(element.when ?? {}).filter(([field, value]) => !(field === "name" && value === false));
    return conditions
      .map(([field, value]) => {
        if (Array.isArray(value)) return `where ${called(field).toLowerCase()} is ${value.join(" or ")}`;
        return `where ${called(field).toLowerCase()} is ${value ? "written" : "not written"}`;
      })
      .join(" and ");
  }

  function noteOf(element, place) {
    if (isHidden(element)) return "hidden";
    if (place) return "";
    const condition = when(element);
    return condition ? `only ${condition}` : "not on this badge";
  }

  return { nameOf, when, noteOf };
}

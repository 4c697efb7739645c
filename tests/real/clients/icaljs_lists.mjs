// What ical.js, the parser of Thunderbird, lists of each feed: node icaljs.mjs MODULES FEED...
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [modules, ...feeds] = process.argv.slice(2);
const ICAL = createRequire(`${modules}/`)("ical.js");
// "2026-03-05 14:00" there, whatever the zone of this machine.
const there = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Europe/Amsterdam", dateStyle: "short", timeStyle: "short",
});

function local(time) {
  // Through the VTIMEZONE of the feed to UTC, so that its rules are tried as well.
  return there.format(time.toJSDate()).replace(" ", "T");
}

function seen(event) {
  const first = event.startDate, last = event.endDate.clone();
  const status = event.component.getFirstPropertyValue("status");
  if (!first.isDate) return [local(first), local(last), event.summary, status];
  last.adjust(-1, 0, 0, 0);
  return [first.toString(), last.toString(), event.summary, status];
}

function events(feed) {
  const strict = ICAL.design.strict;
  if (!strict) throw new Error("ical.js is not strict");
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(feed, "utf-8")));
  return calendar.getAllSubcomponents("vevent").map((event) => seen(new ICAL.Event(event)));
}

console.log(JSON.stringify(feeds.map(events)));

// Talks to the rehearsal: what an actor sees, what an actor does, and the news that something has changed.

import { language } from "/assets/words.js";

/** What this actor sees; null when the actor is not known. Throws when the rehearsal does not answer. */
export async function look(actor, limit) {
  const query = new URLSearchParams({ lang: language, limit: String(limit) });
  if (actor) query.set("as", actor);
  const answer = await fetch(`/state?${query}`);
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(`state: ${answer.status}`);
  return answer.json();
}

/** Post something; gives the Outcome, also when nobody answers. */
export async function post(path, body) {
  try {
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body ?? {}) });
    return await answer.json();
  } catch {
    return { toast: "", alert: false, opens: null, error: "unreachable", extra: {} };
  }
}

/**
 * Call `changed` after every change and `lost(bool)` when the connection goes and comes; it reconnects by itself.
 * A page that nobody looks at listens to nothing: browsers keep few connections to one server.
 */
export function listen(changed, lost) {
  let source = null;
  const begin = () => {
    source?.close();
    source = document.hidden ? null : new EventSource("/events");
    source?.addEventListener("changed", () => {
      lost(false);
      changed();
    });
    source?.addEventListener("error", (event) => {
      lost(true);
      if (event.target.readyState === EventSource.CLOSED && event.target === source) setTimeout(begin, 1500);
    });
  };
  document.addEventListener("visibilitychange", begin);
  begin();
}

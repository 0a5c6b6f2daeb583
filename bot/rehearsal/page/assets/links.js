// Where a link in a message leads: to another message on this page, to the bot's private chat, or out of it.

/** What an address means: {start}, {messenger, chat, message}, or {url}; null for what no browser should open. */
export function destination(address, bot) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  const started = url.host === "t.me" && bot && url.pathname.toLowerCase() === `/${bot.username.toLowerCase()}`;
  if (started) return { start: url.searchParams.get("start") ?? "" };
  const telegram = url.host === "t.me" && url.pathname.match(/^\/c\/(\d+)\/(?:\d+\/)?(\d+)$/);
  if (telegram) return { messenger: "telegram", chat: `-100${telegram[1]}`, message: telegram[2] };
  const slack = url.pathname.match(/^\/archives\/(\w+)\/p(\d+)(\d{6})$/);
  if (slack) return { messenger: "slack", chat: slack[1], message: `${slack[2]}.${slack[3]}` };
  return /^(https?|mailto|tel):$/.test(url.protocol) ? { url: url.href } : null;
}

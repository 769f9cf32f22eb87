// What this browser keeps by itself: the conversation until the next noon, and a few switches.
// It is never sent anywhere. Without a place to keep things, all of it lasts as long as the page.
const MOST = 200;
const NOON = 12;
const memory = new Map();

const read = (key) => {
  try {
    return localStorage.getItem(key) ?? memory.get(key) ?? null;
  } catch {
    return memory.get(key) ?? null;
  }
};

const write = (key, text) => {
  memory.set(key, text);
  try {
    localStorage.setItem(key, text);
  } catch {
    // Full, or forbidden: the page goes on without.
  }
};

const drop = (key) => {
  memory.delete(key);
  try {
    localStorage.removeItem(key);
  } catch {
    // As above.
  }
};

const nextNoon = () => {
  const noon = new Date();
  noon.setHours(NOON, 0, 0, 0);
  if (noon.getTime() <= Date.now()) noon.setDate(noon.getDate() + 1);
  return noon.getTime();
};

export const getSwitch = (name, usual) => read(`karani.${name}`) ?? usual;
export const setSwitch = (name, value) => write(`karani.${name}`, value);

export class Conversation {
  // `you` is the server's name for what a browser keeps of one account.
  constructor(you) {
    this.key = `karani.said.${you}`;
    this.forgetOthers();
  }

  load() {
    try {
      const kept = JSON.parse(read(this.key) ?? "null");
      if (kept && kept.until > Date.now() && Array.isArray(kept.messages)) return kept;
    } catch {
      // Not ours, or cut short.
    }
    return { until: nextNoon(), after: "", messages: [] };
  }

  // Another tab writes the same: what is there is read anew before each change.
  change(alter) {
    const kept = this.load();
    alter(kept);
    kept.messages = kept.messages.slice(-MOST);
    write(this.key, JSON.stringify(kept));
  }

  put(message) {
    // A file's contents are handed over once and not kept here.
    const light = { ...message, files: message.files?.map(({ name }) => ({ name })) };
    this.change((kept) => {
      const known = kept.messages.findIndex((one) => one.id === light.id);
      const place = known < 0 && light.replaces
        ? kept.messages.findIndex((one) => one.id === light.replaces) : known;
      if (place < 0) kept.messages.push(light);
      else kept.messages[place] = light;
    });
  }

  seen(id) {
    this.change((kept) => { kept.after = id; });
  }

  clear() {
    drop(this.key);
  }

  forgetOthers() {
    try {
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith("karani.said.") && key !== this.key) localStorage.removeItem(key);
      }
    } catch {
      // Nothing is kept there then.
    }
  }
}

export class Completion {
  constructor() { this.box = document.createElement("div"); this.box.hidden = true; }
  key() { return false; }
  close() {}
}

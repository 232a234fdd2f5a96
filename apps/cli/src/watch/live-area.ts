import type { Screen } from '../show/screen';

const HIDE_CURSOR = '\u001B[?25l';
const SHOW_CURSOR = '\u001B[?25h';
const CLEAR_BELOW = '\u001B[0J';

/**
 * The last lines of a terminal, drawn again and again. Every line has to fit the width: one that wraps would count as two. `end` leaves the
 * last picture where it is and gives the cursor back; it has to be called however the drawing ends.
 */
export class LiveArea {
  private height = 0;

  constructor(private readonly screen: Screen) {
    screen.out(HIDE_CURSOR);
  }

  draw(lines: readonly string[]): void {
    const back = this.height === 0 ? '' : `\u001B[${this.height}F`;
    this.screen.out(`${back}${lines.map((line) => `${line}\u001B[K\n`).join('')}${CLEAR_BELOW}`);
    this.height = lines.length;
  }

  end(): void {
    this.screen.out(SHOW_CURSOR);
  }
}

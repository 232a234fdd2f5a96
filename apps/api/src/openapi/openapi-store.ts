import { Injectable } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';

/** The document: made when somebody first asks, which takes about as long as everything else at the start of the API, and then kept. */
@Injectable()
export class OpenApiStore {
  #document: OpenAPIObject | null = null;
  #make: (() => OpenAPIObject) | null = null;

  /** Tells how it is made, once every route is known. */
  set maker(make: () => OpenAPIObject) {
    this.#make = make;
  }

  /** Null before every route is known. */
  get document(): OpenAPIObject | null {
    return (this.#document ??= this.#make?.() ?? null);
  }
}

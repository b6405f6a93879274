import { SetMetadata } from '@nestjs/common';

export const OPEN_DOOR = 'nightjar open door';

/** A route that needs no sign-in: health, the document, signing in itself. */
export const OpenDoor = () => SetMetadata(OPEN_DOOR, true);

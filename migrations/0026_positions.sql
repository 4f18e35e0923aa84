-- A bit of a bitmap has a position.
alter function places_of(bit) rename to positions_of;

-- An operation is its kind and its parameters (detail); the sentence is made where it is shown. Rows of earlier versions keep theirs.
alter table operation alter column summary drop not null;

"""Plan and takes → documents. Consumes what the other stages return; produces text and files; sends
nothing."""

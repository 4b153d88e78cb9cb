// BeckonWire

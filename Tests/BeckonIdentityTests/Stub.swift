// BeckonIdentity

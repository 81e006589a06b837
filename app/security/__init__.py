"""Keys, the vault and the network gate. Imports domain and config."""

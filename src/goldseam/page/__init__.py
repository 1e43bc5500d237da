"""What can she do, on a page?

A local web app: pages made by the server, on the loopback address alone, for whoever holds the one-time token. It knows
no passwords of its own: whether the vault is open is the agent's to say, for the terminal and the page alike.

Terms:
    seat: where the page's requests find the open vault, and learn that it is locked.
    session: what a browser is given for a one-time token; ends with the server.
    draft: what is on the page before it is an entry; in the vault, never in the browser.

Invariants:
    Nothing she wrote is in an address, a title, a cookie, a log, or anything the browser stores.
    Every change is asked for by a page of ours (origin, fetch metadata, key of the session) and durable when answered.
    Nothing uploaded touches the disk but as ciphertext.
"""

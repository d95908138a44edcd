"""What the blocks of a configuration say: servers, where they listen, locations, upstreams, zones, access."""

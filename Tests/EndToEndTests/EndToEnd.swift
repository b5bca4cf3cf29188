import Testing

/// The program as its users meet it. One run at a time: each uses all cores.
@Suite(.serialized) enum EndToEnd {}

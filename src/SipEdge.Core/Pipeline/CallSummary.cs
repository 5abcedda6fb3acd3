using SipEdge.Media.Relay;

namespace SipEdge.Core.Pipeline;

/// <summary>One live call, for an operator's eyes. Plain data, taken on the loop.</summary>
public sealed record CallSummary(
    string Id,
    string State,
    DateTimeOffset Started,
    DateTimeOffset? Answered,
    string From,
    string Called,
    string CallerTransport,
    string CallerPeer,
    string CallerMedia,
    string? Trunk,
    string? CalleeTransport,
    string? CalleePeer,
    string? CalleeMedia,
    StreamStatistics? CallerAudio,
    StreamStatistics? CalleeAudio);

using System.Text.Json.Serialization;

namespace SipEdge.Admin;

/// <summary>
/// How the edge is doing; State is "running" or "draining". Names are part of the admin interface: docs/cli.md.
/// </summary>
public sealed record StatusReport(
    string Version,
    string State,
    DateTimeOffset Started,
    double UptimeSeconds,
    string Configuration,
    DateTimeOffset ConfigurationLoaded,
    IReadOnlyList<ListenerReport> Listeners,
    int Calls,
    int Transactions,
    MediaReport Media,
    IReadOnlyList<LoopReport> Loops,
    RecordReport Records)
{
    /// <summary>The first to run out first.</summary>
    public IReadOnlyList<CertificateReport> Certificates { get; init; } = [];

    /// <summary>Host names of the configuration.</summary>
    public IReadOnlyList<NameReport> Names { get; init; } = [];

    /// <summary>Addresses that a name resolved to, and that stay another trunk's; one line each.</summary>
    public IReadOnlyList<string> NameClashes { get; init; } = [];
}

/// <summary>
/// A host name: where it is written, what it stands for, since when that is known, when it is asked for again, and why it did not
/// resolve the last time.
/// </summary>
public sealed record NameReport(
    string Name,
    IReadOnlyList<string> UsedBy,
    IReadOnlyList<PlaceReport> Places,
    DateTimeOffset? Resolved,
    DateTimeOffset Next,
    string? Error);

/// <summary>One place of a name. Origin says which record it came from.</summary>
public sealed record PlaceReport(string Address, string Transport, int Priority, int Weight, string Origin);

/// <summary>A certificate that peers may be shown; DaysLeft is negative when it has run out.</summary>
public sealed record CertificateReport(string Name, string Subject, DateTimeOffset Until, double DaysLeft);

public sealed record ListenerReport(string Name, string Transport, string Address);

/// <summary>Live media: sides that have sent, those that fell silent, and the packets of live calls.</summary>
public sealed record MediaReport(
    int Sessions, int Streams, int Silent, long PacketsReceived, long Lost, long Late, long Rejected);

/// <param name="Busy">The share of its time that it was at work lately, 0 to 1.</param>
/// <param name="Accepted">The share of new requests that it looks at; less than 1: it is overloaded.</param>
public sealed record LoopReport(int Loop, int Calls, int Transactions, double Busy, double Accepted);

public sealed record RecordReport(string Destination, long Written, int Waiting, long Dropped);

/// <summary>One live call.</summary>
public sealed record CallReport(
    string Id,
    string State,
    DateTimeOffset Started,
    DateTimeOffset? Answered,
    double Seconds,
    string From,
    string Called,
    LegReport Caller,
    string To,
    LegReport? Callee);

/// <summary>One leg of a live call. Media is "RTP" or "SRTP"; no audio before there are ports.</summary>
public sealed record LegReport(string Transport, string Peer, string Media, AudioReport? Audio);

/// <summary>
/// Packets from that leg's peer and to it, and how they came. What is not known (yet) is absent: no MOS before there is a second
/// of a known codec, no round trip and nothing of what the remote side says before its RTCP.
/// </summary>
public sealed record AudioReport(long Received, long Sent, long Lost, double JitterMilliseconds, long Rejected)
{
    public double LossPercent { get; init; }
    public long Late { get; init; }
    public long Reordered { get; init; }
    public long Duplicates { get; init; }
    public long Bursts { get; init; }
    public long LongestLoss { get; init; }
    public double MaxJitterMilliseconds { get; init; }
    public int SourceChanges { get; init; }
    public string? Codec { get; init; }
    public double? Mos { get; init; }
    public double? RFactor { get; init; }
    public double? RoundTripMilliseconds { get; init; }
    public double? RemoteLossPercent { get; init; }
    public double? RemoteJitterMilliseconds { get; init; }
    public double? RemoteMos { get; init; }
    public DateTimeOffset? SilentSince { get; init; }
    public double SilentSeconds { get; init; }
    public string? Remote { get; init; }
}

/// <summary>How a reload went; a problem is one line, as <c>sipedge check</c> prints it.</summary>
public sealed record ReloadReport(bool Applied, string Message, IReadOnlyList<string> Problems);

/// <summary>
/// One header token. Since: when it was made, null when its file does not say. PreviousUntil: the end of the one before it. Uses
/// are since the edge started.
/// </summary>
public sealed record TokenReport(
    string Sid,
    string Acl,
    DateTimeOffset? Since,
    DateTimeOffset? PreviousUntil,
    DateTimeOffset? LastUsed,
    DateTimeOffset? PreviousLastUsed);

/// <summary>
/// A ban in force. Kind is "automatic" or "manual"; Reason a reason code; Evidence the failures that led to it; Dropped what it
/// has turned away; Note what its maker said.
/// </summary>
public sealed record BanReport(
    string Source,
    string Kind,
    string Reason,
    DateTimeOffset Since,
    DateTimeOffset Until,
    double SecondsLeft,
    int Evidence,
    long Dropped,
    string? Note);

/// <summary>Whether a ban was made or lifted, and in words what happened.</summary>
public sealed record BanChange(bool Done, string Message);

/// <summary>How many calls of a trunk were ended.</summary>
public sealed record EndCallsReport(string Trunk, int Calls);

public sealed record DrainReport(string State, int Calls);

/// <summary>
/// Why a request went as it did. Decision is "placed", "answered", "challenged", "refused" or "dropped". Nothing secret is in it.
/// </summary>
public sealed record ExplanationReport(
    string Method,
    string RequestUri,
    string Called,
    string Transport,
    string Source,
    string Decision,
    string Reason,
    string Meaning,
    string Remedy,
    int Status,
    string? DecidedBy,
    IReadOnlyList<StepReport> Steps,
    IReadOnlyList<GatewayReport> Gateways);

/// <summary>One look at a rule: which check, what it came to, and where the rule stands.</summary>
public sealed record StepReport(string Check, string Outcome, string? Line, string Text);

/// <summary>A gateway in the order of trying, and the message it would get.</summary>
public sealed record GatewayReport(
    string Trunk, string Gateway, string Address, string Transport, string Media, string? Message, string? Refusal);

/// <summary>What became of an attempt, and the explanation; null when its message is no longer kept.</summary>
public sealed record AttemptReport(
    string Id,
    DateTimeOffset Time,
    string? Reason,
    int? Status,
    IReadOnlyList<TryReport> Tried,
    bool ConfigurationChanged,
    ExplanationReport? Explanation);

public sealed record TryReport(string Trunk, string Gateway, int Status, string Reason, double Seconds);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StatusReport))]
[JsonSerializable(typeof(IReadOnlyList<CallReport>))]
[JsonSerializable(typeof(ReloadReport))]
[JsonSerializable(typeof(IReadOnlyList<TokenReport>))]
[JsonSerializable(typeof(DrainReport))]
[JsonSerializable(typeof(EndCallsReport))]
[JsonSerializable(typeof(ExplanationReport))]
[JsonSerializable(typeof(AttemptReport))]
[JsonSerializable(typeof(IReadOnlyList<BanReport>))]
[JsonSerializable(typeof(BanChange))]
[JsonSerializable(typeof(IReadOnlyList<RegistrationReport>))]
[JsonSerializable(typeof(IReadOnlyList<TrunkReport>))]
[JsonSerializable(typeof(TrunkReport))]
[JsonSerializable(typeof(IReadOnlyList<PhoneReport>))]
[JsonSerializable(typeof(CaptureReport))]
public sealed partial class AdminJson : JsonSerializerContext;

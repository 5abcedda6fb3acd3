using SipEdge.Core.Repairs;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Observability;

/// <summary>
/// One line for one call, written when it ends: who, where to, how it went, how it sounded. Nothing secret is in it.
/// </summary>
public sealed record CallRecord
{
    /// <summary>The edge's own name for the call; also in logs and spans.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset Started { get; init; }
    public DateTimeOffset? Answered { get; init; }
    public required DateTimeOffset Ended { get; init; }

    /// <summary>"answered", "cancelled" or "failed".</summary>
    public required string Outcome { get; init; }

    /// <summary>The stable reason code (docs/reason-codes.md).</summary>
    public required string Reason { get; init; }

    /// <summary>The final status the caller was given.</summary>
    public required int Status { get; init; }

    /// <summary>"caller", "callee" or "edge".</summary>
    public required string EndedBy { get; init; }

    public required LegRecord Caller { get; init; }

    /// <summary>Null when no gateway was reached, and for the built-in destination.</summary>
    public LegRecord? Callee { get; init; }

    /// <summary>What TLS came to on each leg; null without.</summary>
    public TlsSession? CallerTls { get; init; }
    public TlsSession? CalleeTls { get; init; }

    /// <summary>User part of the Request-URI as it was called.</summary>
    public required string Called { get; init; }

    /// <summary>Called is an emergency number of the configuration.</summary>
    public bool Emergency { get; init; }

    /// <summary>Called as sips, and sent on without TLS, as the configuration allows.</summary>
    public bool SipsDowngraded { get; init; }

    public string? Domain { get; init; }
    public string? Acl { get; init; }
    public string? Account { get; init; }
    public string? CallerTrunk { get; init; }

    /// <summary>What a rename leaves as it is.</summary>
    public string? CallerTrunkId { get; init; }
    public required string Route { get; init; }

    /// <summary>The configuration line that admitted the call, as file:line.</summary>
    public string? AdmittedBy { get; init; }

    public required IReadOnlyList<AttemptRecord> Attempts { get; init; }

    /// <summary>What was not tried, and why.</summary>
    public IReadOnlyList<SkippedRecord> Skipped { get; init; } = [];

    /// <summary>Places that rang: more than one where a gateway forks (RFC 3261 §12.1), or one failed after ringing.</summary>
    public int EarlyDialogs { get; init; }

    /// <summary>The configuration line that refused its media, as file:line; null where none did.</summary>
    public string? DecidedBy { get; init; }
    /// <summary>What the caller heard of the edge itself, or why not; null where nothing was to be heard.</summary>
    public string? Announcement { get; init; }

    /// <summary>The id of the call whose side this one took over by a transfer; ended_by there says who transferred.</summary>
    public string? TransferredFrom { get; init; }

    /// <summary>The id of the call that the other side went on in.</summary>
    public string? TransferredTo { get; init; }

    public double SetupSeconds { get; init; }
    public double TalkSeconds { get; init; }

    public MediaRecord? CallerMedia { get; init; }
    public MediaRecord? CalleeMedia { get; init; }
}

/// <summary>One leg: its wire and its identities.</summary>
/// <param name="Presented">The From URI on that leg.</param>
/// <param name="Asserted">
/// Who the caller is by the word of the network, as URIs: on his own leg what his side asserts and is believed, on the other
/// what the next hop was told. Null when nobody says.
/// </param>
/// <param name="Private">The caller wants not to be known, or the next hop was not to know him.</param>
public sealed record LegRecord(
    string CallId, string Transport, string Peer, string Presented, string? Asserted, bool Private, string Media)
{
    /// <summary>The encoding that was agreed on; null without.</summary>
    public string? Codec { get; init; }

    /// <summary>The SRTP suite by its name in SDP; null where the keys are not from SDP.</summary>
    public string? Suite { get; init; }

    /// <summary>The keys are those of the two ends; the edge could verify packets and not read them (K-04).</summary>
    public bool EndToEnd { get; init; }

    /// <summary>How digits travel on it, as the configuration has it.</summary>
    public string? Dtmf { get; init; }

    /// <summary>How often it sent no media for longer than timeouts allow.</summary>
    public int Timeouts { get; init; }

    /// <summary>Since when it had sent none as the call ended, if that was one of them.</summary>
    public DateTimeOffset? TimedOutSince { get; init; }

    /// <summary>How often its media moved to another address.</summary>
    public int SourceMoves { get; init; }

    /// <summary>What an ALG in front of the peer broke, and the edge put right.</summary>
    public AlgDamage Repaired { get; init; }

    /// <summary>Reason code for keys that never came or are used up.</summary>
    public string? MediaFailure { get; init; }
}

/// <summary>One address tried.</summary>
public sealed record AttemptRecord(string Trunk, string Gateway, string Address, int Status, string Reason, double Seconds)
{
    /// <summary>What a rename of the trunk leaves as it is.</summary>
    public string? TrunkId { get; init; }

    /// <summary>Of the challenge that was not answered.</summary>
    public string? Realm { get; init; }

    /// <summary>The number of the TLS alert that the peer ended the handshake with; 0 without one.</summary>
    public byte Alert { get; init; }
}

/// <summary>A trunk, one gateway of it, or one address that was not tried.</summary>
/// <param name="Gateway">Null: the whole trunk.</param>
/// <param name="Address">Null: the whole gateway.</param>
public sealed record SkippedRecord(string Trunk, string? Gateway, string? Address, string Reason);

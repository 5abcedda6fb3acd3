using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Transactions;

internal enum TransactionKind : byte
{
    Free,
    InviteClient,
    NonInviteClient,
    InviteServer,
    NonInviteServer,
}

/// <summary>
/// One place for a transaction: what the four tables do not know. Made once, used again and again. Owned by the loop.
/// </summary>
internal sealed class Transaction(int index)
{
    public readonly int Index = index;

    /// <summary>Counts up each time the place is given away; 0 is never valid.</summary>
    public int Generation = 1;

    public TransactionKind Kind;
    public SipMethod Method;

    // Of these four states the one that belongs to Kind is in use.
    public InviteClientState InviteClient;
    public NonInviteClientState NonInviteClient;
    public InviteServerState InviteServer;
    public NonInviteServerState NonInviteServer;

    public Flow Flow;
    public long Owner;

    /// <summary>Retransmissions armed in the present state: the exponent of the next interval.</summary>
    public int Retransmissions;

    /// <summary>Client: the request, later the ACK for its refusal. Server: the latest response.</summary>
    public BufferLease Message;

    /// <summary>The next free place, or in a table the next transaction of the same bucket; -1 ends the chain.</summary>
    public int Next = -1;

    // Client only.

    /// <summary>The part of our branch nobody can guess.</summary>
    public ulong Random;

    /// <summary>Of an INVITE its CANCEL, of a CANCEL its INVITE: they share a branch (RFC 3261 §9.1).</summary>
    public TransactionId Companion;

    /// <summary>Of an INVITE: the ACKs for its 2xx, one per fork.</summary>
    public StoredAck? Acks;

    /// <summary>Header lines for a CANCEL that waits for the first 1xx.</summary>
    public BufferLease CancelHeaders;

    public bool CancelAsked;
    public bool AckForRefusal;

    /// <summary>When this request, or the same with credentials, takes a connection.</summary>
    public LargeRequestRule Large;

    /// <summary>It took a connection for its length alone, and may leave as a datagram from this listener.</summary>
    public bool MayFallBack;

    public byte DatagramListener;

    /// <summary>A send failed at once; the timeout timer is due and tells.</summary>
    public bool SendFailed;

    // Server only.

    /// <summary>The key, and after <see cref="KeyLength"/> what is compared to find merged requests, if anything.</summary>
    public BufferLease Key;

    public int KeyLength;
    public int KeyHash;
    public int MergeHash;
    public int NextMerged = -1;

    public ResponseTemplate Template;

    /// <summary>Where in <see cref="Message"/> the value of our To tag lies.</summary>
    public int ToTagStart;

    public int ToTagLength;

    /// <summary>Where a response goes when its connection is gone (RFC 3261 §18.2.2).</summary>
    public ushort SentByPort;

    public bool TriedSentBy;
    public bool Acknowledged;
    public bool CancelSeen;

    public TransactionId Id => new(Index, Generation);

    public bool IsServer => Kind is TransactionKind.InviteServer or TransactionKind.NonInviteServer;

    public bool Reliable => Flow.IsReliable;

    public int RetransmissionTimer => Index * 2;

    public int TimeoutTimer => (Index * 2) + 1;

    public ReadOnlySpan<byte> KeyBytes => Key.Filled[..KeyLength];

    public ReadOnlySpan<byte> MergeBytes => Key.Filled[KeyLength..];

    /// <summary>Our To tag in the latest response; empty when there was none.</summary>
    public ReadOnlySpan<byte> ToTag => Message.IsEmpty ? default : Message.Filled.Slice(ToTagStart, ToTagLength);
}

/// <summary>An ACK for a 2xx, kept to be sent again when that 2xx comes again. Pooled by the layer.</summary>
internal sealed class StoredAck
{
    public BufferLease Message;
    public Flow Flow;
    public int ToTagStart;
    public int ToTagLength;
    public StoredAck? Next;

    public ReadOnlySpan<byte> ToTag => Message.Filled.Slice(ToTagStart, ToTagLength);
}

using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Phones.Registering;

/// <summary>
/// One REGISTER that the PBX is to be sent, from the queue to its final answer: for a phone that waits, or of the edge's own
/// accord. Plain data in slots that are used again. Owned by the loop that owns registrations.
/// </summary>
internal sealed class PbxQuestion(int slot)
{
    public int Slot => slot;

    /// <summary>Grows with every use of the slot, so that a late answer never finds another question.</summary>
    public int Generation { get; set; }

    public bool InUse { get; set; }

    /// <summary>Null only while it is not in use.</summary>
    public RecordState? Record { get; set; }

    /// <summary>The phone's request; none when the edge asks by itself.</summary>
    public TransactionId Server { get; set; }

    /// <summary>That the phone's request came over.</summary>
    public Flow Flow { get; set; }

    public byte[] CallId { get; set; } = [];

    public uint CSeq { get; set; }

    public string? UserAgent { get; set; }

    public List<AskedContact> Contacts { get; } = [];

    /// <summary>"Contact: *".</summary>
    public bool RemovesAll { get; set; }

    /// <summary>It changes nothing, and asks whether the PBX knows this contact; null for every other.</summary>
    public UInt128? Checks { get; set; }

    /// <summary>It left for the PBX and has no final answer yet.</summary>
    public bool Sent { get; set; }

    /// <summary>When it first was.</summary>
    public long SentAt { get; set; }

    /// <summary>Where it is sent: an index over the targets of all outbound gateways of the PBX.</summary>
    public int Target { get; set; }

    /// <summary>Asked of the PBX for every contact that is not removed.</summary>
    public int PbxSeconds { get; set; }

    /// <summary>The PBX has asked who the edge is: what is sent now is no first try.</summary>
    public bool Challenged { get; set; }

    /// <summary>423 was obeyed, which is not done twice.</summary>
    public bool Prolonged { get; set; }

    /// <summary>Lines that go to the PBX with it: the phone's own answer to a challenge. Never kept longer.</summary>
    public byte[] Credentials { get; set; } = [];

    /// <summary>
    /// The Request-URI as the phone wrote it, which its answer to a challenge is made over (RFC 7616 §3.4.6). Empty: the edge's.
    /// </summary>
    public byte[] RequestUri { get; set; } = [];

    /// <summary>Of the phone's request: no answer to a stranger is much longer.</summary>
    public int RequestLength { get; set; }

    public bool HasPhone => !Server.IsNone;

    public void Clear()
    {
        InUse = false;
        Record = null;
        Server = TransactionId.None;
        Flow = default;
        CallId = [];
        CSeq = 0;
        UserAgent = null;
        Contacts.Clear();
        RemovesAll = false;
        Checks = null;
        Sent = false;
        SentAt = 0;
        Target = 0;
        PbxSeconds = 0;
        Challenged = false;
        Prolonged = false;
        Credentials = [];
        RequestUri = [];
        RequestLength = 0;
    }
}

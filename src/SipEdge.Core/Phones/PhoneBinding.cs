namespace SipEdge.Core.Phones;

/// <summary>
/// One registered contact of one address of record. What it is never changes; where it is and until when is written by the loop
/// that owns registrations and read by any: each field by itself, so a reader may see a new path with an old time.
/// </summary>
public sealed class PhoneBinding(
    int slot, UInt128 token, UInt128 record, string domain, byte[] user, DateTimeOffset since)
{
    private volatile PhonePath _path = PhonePath.Nowhere;
    private volatile bool _reachable;
    private long _expiresAt;
    private long _pbxExpiresAt;

    /// <summary>Its timer. Used again when the binding is gone.</summary>
    public int Slot => slot;

    public UInt128 Token => token;

    /// <summary>The address of record, as <see cref="PhoneToken.OfRecord"/> names it.</summary>
    public UInt128 Record => record;

    public string Domain => domain;

    public byte[] User => user;

    public DateTimeOffset Since => since;

    public PhonePath Path
    {
        get => _path;
        set => _path = value;
    }

    /// <summary>False from the moment that its connection closes, or that it stopped answering.</summary>
    public bool Reachable
    {
        get => _reachable;
        set => _reachable = value;
    }

    /// <summary>In the loops' milliseconds.</summary>
    public long ExpiresAt
    {
        get => Volatile.Read(ref _expiresAt);
        set => Volatile.Write(ref _expiresAt, value);
    }

    /// <summary>When the PBX will have forgotten it.</summary>
    public long PbxExpiresAt
    {
        get => Volatile.Read(ref _pbxExpiresAt);
        set => Volatile.Write(ref _pbxExpiresAt, value);
    }

    // The rest is the owner's alone.

    /// <summary>Of the last REGISTER that counted (RFC 3261 §10.3 step 7).</summary>
    internal byte[] CallId { get; set; } = [];

    internal uint CSeq { get; set; }

    /// <summary>As the phone wrote it; empty without.</summary>
    internal byte[] Quality { get; set; } = [];

    internal string? UserAgent { get; set; }

    /// <summary>From here on a refresh goes on to the PBX.</summary>
    internal long PbxRefreshFrom { get; set; }

    /// <summary>A REGISTER of the edge's own for this contact is queued or under way.</summary>
    internal bool PbxUnderWay { get; set; }

    /// <summary>What the PBX said last; 0 when it said nothing.</summary>
    internal int PbxStatus { get; set; }

    internal long KeepaliveAt { get; set; }

    internal int KeepalivesMissed { get; set; }

    /// <summary>Whether the PBX calls it still.</summary>
    internal bool IsAtPbx(long now) => PbxExpiresAt > now;
}

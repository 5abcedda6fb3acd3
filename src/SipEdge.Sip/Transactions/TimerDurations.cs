namespace SipEdge.Sip.Transactions;

/// <summary>
/// All timers of RFC 3261 §17 (table 4) and RFC 6026 §7 in milliseconds, from the three base values. A duration of zero
/// means the state is left at once.
/// </summary>
public readonly struct TimerDurations(TransactionOptions options)
{
    private readonly int _t1 = options.T1;
    private readonly int _t2 = options.T2;
    private readonly int _t4 = options.T4;

    /// <summary>INVITE request retransmission over UDP: T1, then doubled without a ceiling (§17.1.1.2).</summary>
    public int A(int retransmission) => Doubled(retransmission, int.MaxValue);

    /// <summary>INVITE client gives up: 64*T1 (§17.1.1.2).</summary>
    public int B => 64 * _t1;

    /// <summary>After a refusal an INVITE client repeats its ACK this long: 32 s over UDP, else 0 (§17.1.1.2).</summary>
    public int D(bool reliable) => reliable ? 0 : Math.Max(32_000, 64 * _t1);

    /// <summary>Other requests' retransmission over UDP: T1 doubled up to T2 (§17.1.2.2).</summary>
    public int E(int retransmission) => Doubled(retransmission, _t2);

    /// <summary>The same once a 1xx came: T2 (§17.1.2.2).</summary>
    public int EProceeding => _t2;

    /// <summary>Other requests' client gives up: 64*T1 (§17.1.2.2).</summary>
    public int F => 64 * _t1;

    /// <summary>Retransmission of an INVITE's 3xx-6xx over UDP, T1 doubled up to T2 (§17.2.1).</summary>
    public int G(int retransmission) => Doubled(retransmission, _t2);

    /// <summary>No ACK for a 3xx-6xx: 64*T1 (§17.2.1).</summary>
    public int H => 64 * _t1;

    /// <summary>Absorbs repeated ACKs: T4 over UDP, else 0 (§17.2.1).</summary>
    public int I(bool reliable) => reliable ? 0 : _t4;

    /// <summary>Answers repeated requests: 64*T1 over UDP, else 0 (§17.2.2).</summary>
    public int J(bool reliable) => reliable ? 0 : 64 * _t1;

    /// <summary>Absorbs repeated responses: T4 over UDP, else 0 (§17.1.2.2).</summary>
    public int K(bool reliable) => reliable ? 0 : _t4;

    /// <summary>A server that sent a 2xx to an INVITE absorbs its retransmissions: 64*T1 (RFC 6026 §7.1).</summary>
    public int L => 64 * _t1;

    /// <summary>A client that got a 2xx to an INVITE waits for those of other forks: 64*T1 (RFC 6026 §7.2).</summary>
    public int M => 64 * _t1;

    /// <summary>
    /// Retransmission of a 2xx to an INVITE until its ACK comes: T1 doubled up to T2, over every transport, because the
    /// ACK comes end to end (§13.3.1.4).
    /// </summary>
    public int Success(int retransmission) => Doubled(retransmission, _t2);

    /// <summary>A reliable provisional response is repeated after T1, then doubled without a ceiling (RFC 3262 §3).</summary>
    public int Provisional(int retransmission) => Doubled(retransmission, int.MaxValue);

    /// <summary>And given up after 64*T1 without a PRACK (RFC 3262 §3).</summary>
    public int ProvisionalEnd => 64 * _t1;

    /// <summary>No final response after a CANCEL: the INVITE counts as cancelled after 64*T1 (§9.1).</summary>
    public int AfterCancel => 64 * _t1;

    private int Doubled(int times, int ceiling) => (int)Math.Min((long)_t1 << Math.Min(times, 31), ceiling);
}

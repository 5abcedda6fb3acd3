using System.Diagnostics;
using System.Security.Cryptography;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Dtls;

/// <summary>
/// One DTLS association (RFC 6347) up to the keys of SRTP (RFC 5764 §4.2): datagrams in, datagrams out, two keys at the end. It
/// has no socket and no thread; one thread at a time may call it, and whoever holds it disposes it.
/// </summary>
/// <remarks>
/// Time comes from outside, but for one thing: OpenSSL decides by the wall clock whether a flight is due again, and cannot be
/// told another. It is asked how long that is whenever something happened, so a clock that is set wrong delays a
/// retransmission; the deadline is ours and does not depend on it.
/// </remarks>
internal sealed unsafe class DtlsHandshake : IDisposable
{
    /// <summary>
    /// Longest datagram sent: it fits what is left of an Ethernet frame within a tunnel or two (RFC 8261 §5 has the same).
    /// </summary>
    public const int Mtu = 1200;

    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long NanosecondsPerMicrosecond = 1000;

    // One for the process; OpenSSL has few places for them. 0 when the library is not there.
    private static readonly nint BioMethod = OpenSsl.IsAvailable ? DatagramBio.CreateMethod() : 0;

    private readonly Action _ended;
    private readonly bool _client;
    private readonly bool _asksForCookie;
    private readonly long _deadline;
    private nint _ssl;
    private DatagramBio* _bio;
    private SrtpKey _receive;
    private SrtpKey _send;

    private DtlsHandshake(nint ssl, DatagramBio* bio, bool client, bool asksForCookie, long deadline, Action ended)
    {
        _ssl = ssl;
        _bio = bio;
        _client = client;
        _asksForCookie = asksForCookie;
        _deadline = deadline;
        _ended = ended;
        WakeAt = deadline;
    }

    public DtlsState State { get; private set; }

    /// <summary>Why, when it failed.</summary>
    public DtlsFailure Failure { get; private set; }

    /// <summary>When <see cref="Tick"/> wants to be called; never again once it ended.</summary>
    public long WakeAt { get; private set; }

    private static ReadOnlySpan<byte> ExporterLabel => "EXTRACTOR-dtls_srtp"u8;

    public static DtlsHandshake? TryCreate(
        nint context,
        DtlsSettings settings,
        bool addressProven,
        DtlsTimes times,
        long now,
        Action ended,
        out DtlsFailure failure)
    {
        Span<byte> profiles = stackalloc byte[DtlsProfiles.MaxListLength];
        if (DtlsProfiles.Write(settings.Suites, profiles) == 0)
        {
            failure = DtlsFailure.NoCommonProfile;
            return null;
        }

        failure = DtlsFailure.NoRoom;
        var ssl = context == 0 || BioMethod == 0 ? 0 : OpenSsl.NewSsl(context);
        var bio = ssl == 0 ? 0 : OpenSsl.NewBio(BioMethod);
        if (bio == 0)
        {
            OpenSsl.FreeSsl(ssl);
            OpenSsl.ClearErrors();
            return null;
        }

        var datagrams = DatagramBio.Create(settings.Remote, (uint)(times.FirstTimeout / NanosecondsPerMicrosecond));
        OpenSsl.SetBioData(bio, datagrams);
        OpenSsl.SetBioInitialized(bio, 1);
        OpenSsl.SetBio(ssl, bio, bio); // from here on it goes with the association
        DatagramBio.RegisterTimer(ssl);
        var client = settings.Role == DtlsRole.Active;
        if (client)
        {
            OpenSsl.SetConnectState(ssl);
        }
        else
        {
            OpenSsl.SetAcceptState(ssl);
            OpenSsl.SetOptions(ssl, addressProven ? 0 : OpenSsl.CookieExchange);
        }

        fixed (byte* names = profiles)
        {
            if (OpenSsl.SetSrtpProfiles(ssl, names) == 0 && OpenSsl.Control(ssl, OpenSsl.ControlSetMtu, Mtu, null) != 0)
            {
                failure = DtlsFailure.None;
                return new DtlsHandshake(
                    ssl, datagrams, client, asksForCookie: !client && !addressProven, now + times.Deadline, ended);
            }
        }

        OpenSsl.FreeSsl(ssl);
        DatagramBio.Free(datagrams);
        OpenSsl.ClearErrors();
        return null;
    }

    /// <summary>Begins: the active side has its first flight to send now, the passive one waits.</summary>
    public void Start(long now) => Step(now);

    /// <summary>Takes a datagram of the peer; empty, too short and senseless ones change nothing.</summary>
    public void Take(ReadOnlySpan<byte> datagram, long now)
    {
        if (State == DtlsState.Failed || datagram.IsEmpty)
        {
            return;
        }

        fixed (byte* start = datagram)
        {
            _bio->BeginInput(start, datagram.Length);
            if (State == DtlsState.Handshaking)
            {
                Step(now);
            }
            else
            {
                Answer();
            }

            _bio->EndInput();
        }
    }

    /// <summary>Sends a flight again when it is time, and gives up when it is over.</summary>
    public void Tick(long now)
    {
        if (State != DtlsState.Handshaking)
        {
            return;
        }

        if (now >= _deadline)
        {
            Fail(DtlsFailure.TimedOut);
            return;
        }

        OpenSsl.ClearErrors();
        if (OpenSsl.Control(_ssl, OpenSsl.ControlHandleTimeout, 0, null) < 0)
        {
            OpenSsl.ClearErrors();
            Fail(DtlsFailure.TimedOut);
            return;
        }

        SetWake(now);
    }

    /// <summary>A datagram for the peer, good until the next call. To be taken until there is none, after every call.</summary>
    public bool TryTakeDatagram(out ReadOnlySpan<byte> datagram) => _bio->TryTake(out datagram);

    /// <summary>
    /// The keys of an established association, once: what the peer writes with, and what we do (RFC 5764 §4.2). They are
    /// forgotten here.
    /// </summary>
    public void TakeKeys(out SrtpKey receive, out SrtpKey send)
    {
        Debug.Assert(State == DtlsState.Established, "only then there are keys");
        (receive, send) = (_receive, _send);
        (_receive, _send) = (default, default);
    }

    public void Dispose()
    {
        if (_ssl == 0)
        {
            return;
        }

        OpenSsl.FreeSsl(_ssl);
        DatagramBio.Free(_bio);
        _ssl = 0;
        _bio = null;
        (_receive, _send) = (default, default);
        State = DtlsState.Failed;
        _ended();
    }

    private void Step(long now)
    {
        OpenSsl.ClearErrors();
        var result = OpenSsl.DoHandshake(_ssl);
        if (result == 1)
        {
            Finish();
            return;
        }

        if (OpenSsl.GetSslError(_ssl, result) == OpenSsl.ErrorWantRead)
        {
            SetWake(now);
            return;
        }

        if (_asksForCookie && !_bio->CookieReturned && TryStartOver())
        {
            WakeAt = _deadline;
            return;
        }

        var noCertificate = OpenSsl.TakeError() == OpenSsl.ReasonNoPeerCertificate;
        Fail(_bio->Rejected || noCertificate ? DtlsFailure.WrongFingerprint : DtlsFailure.Protocol);
    }

    /// <summary>
    /// Until the cookie comes back anybody can have sent it, under any address: it ends nothing, and hears nothing.
    /// </summary>
    private bool TryStartOver()
    {
        OpenSsl.ClearErrors();
        if (OpenSsl.ClearSsl(_ssl) != 1)
        {
            OpenSsl.ClearErrors();
            return false;
        }

        OpenSsl.SetAcceptState(_ssl);
        _bio->DropOutput();
        return true;
    }

    /// <summary>After the handshake: the peer may ask for our last flight again. It has nothing else to say.</summary>
    private void Answer()
    {
        Span<byte> ignored = stackalloc byte[Mtu];
        OpenSsl.ClearErrors();
        fixed (byte* buffer = ignored)
        {
            while (OpenSsl.Read(_ssl, buffer, ignored.Length) > 0)
            {
                // Application data: SRTP's peers send none, and we want none.
            }
        }

        OpenSsl.ClearErrors();
    }

    private void Finish()
    {
        var profile = OpenSsl.GetSrtpProfile(_ssl);
        var suite = profile == null ? SrtpSuite.None : DtlsProfiles.Find(profile->Id);
        var failure = !_bio->Verified ? DtlsFailure.WrongFingerprint
            : suite == SrtpSuite.None ? DtlsFailure.NoCommonProfile
            : !TryExport(suite) ? DtlsFailure.Protocol
            : DtlsFailure.None;
        if (failure == DtlsFailure.None)
        {
            State = DtlsState.Established;
            WakeAt = long.MaxValue;
            return;
        }

        // Tells the peer that this association is over, so that it does not send into nothing.
        _ = OpenSsl.Shutdown(_ssl);
        OpenSsl.ClearErrors();
        Fail(failure);
    }

    /// <summary>Client's key, server's key, client's salt, server's salt (RFC 5764 §4.2).</summary>
    private bool TryExport(SrtpSuite suite)
    {
        var (keyLength, saltLength) = (SrtpSuites.KeyLength(suite), SrtpSuites.SaltLength(suite));
        Span<byte> material = stackalloc byte[2 * SrtpKey.MaxLength];
        material = material[..(2 * (keyLength + saltLength))];
        int exported;
        fixed (byte* start = material, label = ExporterLabel)
        {
            exported = OpenSsl.ExportKeyingMaterial(
                _ssl, start, (nuint)material.Length, label, (nuint)ExporterLabel.Length, null, 0, 0);
        }

        if (exported == 1)
        {
            var salts = material[(2 * keyLength)..];
            var ofClient = Join(suite, material[..keyLength], salts[..saltLength]);
            var ofServer = Join(suite, material[keyLength..(2 * keyLength)], salts[saltLength..]);
            (_receive, _send) = _client ? (ofServer, ofClient) : (ofClient, ofServer);
        }

        CryptographicOperations.ZeroMemory(material);
        OpenSsl.ClearErrors();
        return exported == 1;
    }

    private static SrtpKey Join(SrtpSuite suite, ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt)
    {
        Span<byte> joined = stackalloc byte[SrtpKey.MaxLength];
        joined = joined[..(key.Length + salt.Length)];
        key.CopyTo(joined);
        salt.CopyTo(joined[key.Length..]);
        var made = SrtpKey.Create(suite, joined);
        CryptographicOperations.ZeroMemory(joined);
        return made;
    }

    private void Fail(DtlsFailure failure)
    {
        State = DtlsState.Failed;
        Failure = failure;
        WakeAt = long.MaxValue;
    }

    private void SetWake(long now)
    {
        var left = default(OpenSsl.TimeValue);
        var armed = OpenSsl.Control(_ssl, OpenSsl.ControlGetTimeout, 0, &left) == 1;
        var due = now + (left.Seconds * NanosecondsPerSecond) + (left.Microseconds * NanosecondsPerMicrosecond);
        WakeAt = armed ? Math.Min(due, _deadline) : _deadline;
    }
}

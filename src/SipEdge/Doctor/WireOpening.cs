using System.Diagnostics;
using System.Globalization;
using SipEdge.Sip.Transport;

namespace SipEdge.Doctor;

/// <summary>The layers below SIP at one address: a connection, and TLS on it.</summary>
internal static class WireOpening
{
    /// <summary>A certificate that ends sooner than this is worth a word.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    /// <param name="place">Where.</param>
    /// <param name="timeout">For each layer.</param>
    /// <param name="done">Gets every layer that was tried.</param>
    /// <param name="cancellation">The user's.</param>
    /// <returns>Null when a layer failed.</returns>
    public static async Task<ProbeWire?> OpenAsync(
        TestTarget place, TimeSpan timeout, Action<TestStep> done, CancellationToken cancellation)
    {
        var (subject, target) = (place.Subject, place.Place);
        if (target.Transport == TransportKind.Udp)
        {
            var (udp, failed) = UdpProbeWire.Open(target.Address, place.From);
            if (udp is null)
            {
                done(TestStep.Fail(
                    TestLayer.Reachability, subject, "no way there from this machine",
                    new Symptom(SipVerdict.OfFlow(failed)) { Peer = subject }));
            }
            return udp; // whether anybody is there only an answer can tell
        }
        var began = Stopwatch.GetTimestamp();
        var (probe, failure) = await Limited(
            timeout, limit => PeerProbe.ConnectAsync(target.Address, place.From, limit), cancellation).ConfigureAwait(false);
        var elapsed = Stopwatch.GetElapsedTime(began);
        if (probe is null)
        {
            done(TestStep.Fail(
                TestLayer.Reachability, subject, Connecting(failure, elapsed), new Symptom(SipVerdict.OfFlow(failure)) { Peer = subject }));
            return null;
        }
        done(TestStep.Ok(TestLayer.Reachability, subject, $"connected from {probe.Local} in {Milliseconds(elapsed)}") with
        {
            Milliseconds = elapsed.TotalMilliseconds,
        });
        if (target.Transport != TransportKind.Tls)
        {
            return new StreamProbeWire(probe, tls: false);
        }
        var name = target.ServerName ?? target.Address.ToIPAddress().ToString();
        began = Stopwatch.GetTimestamp();
        var findings = await Limited(
            timeout, limit => probe.SecureAsync(place.Tls, name, limit), cancellation).ConfigureAwait(false);
        var step = Judge(subject, name, findings, TimeProvider.System.GetUtcNow());
        done(step with { Milliseconds = Stopwatch.GetElapsedTime(began).TotalMilliseconds });
        if (step.Outcome == TestOutcome.Failed)
        {
            await probe.DisposeAsync().ConfigureAwait(false);
            return null;
        }
        return new StreamProbeWire(probe, tls: true);
    }

    /// <summary>The TLS facts in one line, and what is wrong with them.</summary>
    public static TestStep Judge(string subject, string name, TlsFindings findings, DateTimeOffset now)
    {
        var facts = Facts(name, findings);
        var shown = findings.Chain is [var leaf, ..]
            ? $"certificate of {Names(findings)}, by {Common(leaf.Issuer)}, until {Day(leaf.NotAfter)}"
            : "no certificate seen";
        if (findings.Failure != default)
        {
            var fault = findings.Failure.Fault == FlowFault.ClosedByPeer
                ? TestFault.ClosedInHandshake
                : SipVerdict.OfFlow(findings.Failure);
            return TestStep.Fail(TestLayer.Tls, subject, $"{Words(findings.Failure)}; {shown}", new Symptom(fault)
            {
                Peer = subject,
                Name = name,
                Detail = Detail(fault, findings, now),
            }) with
            { Facts = facts };
        }
        var evidence = $"{findings.Version} {findings.Suite}, {shown}{OwnCertificate(findings)}";
        var ends = findings.Chain.IsEmpty ? DateTimeOffset.MaxValue : findings.Chain.Min(static one => one.NotAfter);
        return (ends - now < Soon
            ? TestStep.Note(TestLayer.Tls, subject, evidence, new Symptom(TestFault.CertificateExpiresSoon) { Detail = Day(ends) })
            : TestStep.Ok(TestLayer.Tls, subject, evidence)) with
        { Facts = facts };
    }

    public static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.#} ms");

    private static string Connecting(FlowFailure failure, TimeSpan elapsed) => failure.Fault switch
    {
        FlowFault.Refused => $"connection refused after {Milliseconds(elapsed)}",
        FlowFault.ConnectTimeout => $"no answer to the attempt to connect in {Milliseconds(elapsed)}",
        _ => "no way there from this machine",
    };

    private static string Detail(TestFault fault, TlsFindings findings, DateTimeOffset now) => fault switch
    {
        TestFault.NameMismatch => Names(findings),
        TestFault.UnknownAuthority => findings.Chain is [.., var last] ? $"issued by {Common(last.Issuer)}" : "none was sent",
        TestFault.CertificateExpired => findings.Chain.FirstOrDefault(one => one.NotAfter < now || one.NotBefore > now) is { } old
            ? $"{Common(old.Subject)}, from {Day(old.NotBefore)} to {Day(old.NotAfter)}"
            : "see the evidence",
        TestFault.TlsAlert => FlowFailure.AlertName(findings.Failure.Alert),
        _ => "",
    };

    private static string OwnCertificate(TlsFindings findings) => findings switch
    {
        { ShowedCertificate: true } => "; was shown our certificate",
        { AsksForCertificate: true } => "; asks for a certificate of ours, was shown none",
        _ => "",
    };

    private static Dictionary<string, string> Facts(string name, TlsFindings findings)
    {
        var facts = new Dictionary<string, string>
        {
            ["name"] = name,
            ["certificate_names"] = string.Join(' ', findings.Names),
            ["asks_for_certificate"] = findings.AsksForCertificate ? "yes" : "no",
            ["showed_certificate"] = findings.ShowedCertificate ? "yes" : "no",
        };
        if (findings.Version is not null)
        {
            facts["version"] = findings.Version;
            facts["suite"] = findings.Suite!;
        }
        for (var i = 0; i < findings.Chain.Length; i++)
        {
            var one = findings.Chain[i];
            facts[string.Create(CultureInfo.InvariantCulture, $"chain_{i}")] =
                $"{one.Subject}; issuer {one.Issuer}; {Day(one.NotBefore)} to {Day(one.NotAfter)}";
        }
        return facts;
    }

    private static string Words(FlowFailure failure) => failure.Fault switch
    {
        FlowFault.HandshakeTimeout => "the handshake did not end",
        FlowFault.UnknownAuthority => "unknown authority",
        FlowFault.NameMismatch => "wrong name",
        FlowFault.Expired => "out of date",
        FlowFault.WrongUsage => "wrong usage",
        FlowFault.PinMismatch => "no pinned key in the chain",
        FlowFault.NoClientCertificate => "a client certificate is required",
        FlowFault.NoSharedVersion => "no TLS version in common",
        FlowFault.NoSharedSuite => "no cipher suite in common",
        FlowFault.Plaintext => "no TLS spoken there",
        FlowFault.ClosedByPeer => "closed by the peer",
        _ => failure.ToString(),
    };

    private static string Names(TlsFindings findings) => findings.Names.IsEmpty ? "nobody" : string.Join(", ", findings.Names.Take(3));

    /// <summary>CN of a distinguished name, or the whole.</summary>
    private static string Common(string distinguished)
    {
        foreach (var part in distinguished.Split(','))
        {
            if (part.Trim() is ['C', 'N', '=', .. var name])
            {
                return name;
            }
        }
        return distinguished;
    }

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static async Task<T> Limited<T>(TimeSpan timeout, Func<CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        var result = await work(limit.Token).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        return result;
    }
}

using System.Globalization;
using System.Text;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Doctor;

/// <summary>Does the peer speak SIP with us? One OPTIONS, which over UDP is also what tells whether it can be reached.</summary>
internal static class OptionsTest
{
    private const int TlsAlertByte = 21;
    private const int TlsHandshakeByte = 22;

    /// <returns>One step, or over UDP two.</returns>
    public static async Task<IReadOnlyList<TestStep>> RunAsync(
        TestTarget place, ProbeWire wire, TimeSpan timeout, CancellationToken cancellation)
    {
        var scheme = place.Gateway.Scheme == UriScheme.Sips ? "sips" : "sip";
        var host = place.HostPort;
        var from = Identities.Caller(place.Trunk, scheme, wire);
        var request = new ProbeRequest(
            SipMethod.Options, $"{scheme}:{host}", $"<{from}>;tag={ProbeRequest.Token()}", $"<{scheme}:{host}>",
            $"test-{ProbeRequest.Token()}", 1)
        {
            Contact = Identities.Contact("test", wire),
            Routes = place.Routes,
        };
        var result = await new SipExchange(wire).AskAsync(request, timeout, timeout, cancellation).ConfigureAwait(false);
        return Judge(place.Subject, result, wire.IsReliable, scheme == "sips", place.Trunk.Register is not null);
    }

    /// <param name="subject">Address and transport.</param>
    /// <param name="result">What came.</param>
    /// <param name="reliable">Over a connection; without one, silence and ICMP are about the way and not about SIP.</param>
    /// <param name="sips">It was asked with a sips address.</param>
    /// <param name="registers">REGISTER, which is still to come, has the last word.</param>
    public static IReadOnlyList<TestStep> Judge(string subject, SipResult result, bool reliable, bool sips, bool registers)
    {
        if (result.Final is null && result.Garbage is null && !reliable)
        {
            var closed = result.Failure.Fault == FlowFault.Refused;
            var fault = closed ? TestFault.PortClosed : result.Failure == default ? TestFault.UdpSilent : SipVerdict.OfFlow(result.Failure);
            var evidence = closed ? "ICMP: port unreachable" : result.Failure == default
                ? string.Create(CultureInfo.InvariantCulture, $"no answer to {result.Sent} OPTIONS in {result.Elapsed.TotalSeconds:0.#} s")
                : "no way there from this machine";
            return [TestStep.Fail(TestLayer.Reachability, subject, evidence, new Symptom(fault) { Peer = subject })];
        }
        var options = JudgeAnswer(subject, result, sips, registers) with { Milliseconds = result.Elapsed.TotalMilliseconds };
        return reliable
            ? [options]
            : [TestStep.Ok(TestLayer.Reachability, subject, "datagrams go there and come back"), options];
    }

    private static TestStep JudgeAnswer(string subject, SipResult result, bool sips, bool registers)
    {
        if (result.Final is not { } answer)
        {
            return Unanswered(subject, result);
        }
        var evidence = Evidence(answer, result.Elapsed);
        var fault = SipVerdict.OfOptions(answer.Status, sips);
        var symptom = new Symptom(fault)
        {
            Peer = subject,
            Status = answer.Status,
            Detail = answer.First(HeaderId.RetryAfter) is { } after ? $", Retry-After {after} s" : "",
        };
        var step = fault == TestFault.None ? TestStep.Ok(TestLayer.Options, subject, evidence)
            : fault == TestFault.AddressRefused && registers ? TestStep.Note(TestLayer.Options, subject, evidence, symptom)
            : TestStep.Fail(TestLayer.Options, subject, evidence, symptom);
        return step with { Facts = Facts(answer) };
    }

    private static TestStep Unanswered(string subject, SipResult result)
    {
        if (result.Garbage is { } garbage)
        {
            var tls = garbage is [TlsAlertByte or TlsHandshakeByte, 3, ..];
            return TestStep.Fail(
                TestLayer.Options, subject, tls ? "a TLS record came back" : $"not SIP: {Start(garbage)}",
                new Symptom(tls ? TestFault.TlsExpected : TestFault.Garbage) { Peer = subject, Detail = Start(garbage) });
        }
        var fault = SipVerdict.OfFlow(result.Failure);
        // TLS 1.3 lets a client believe that all is well, and refuses its certificate after that.
        var layer = fault is TestFault.Silent or TestFault.ClosedByPeer ? TestLayer.Options : TestLayer.Tls;
        var evidence = fault == TestFault.Silent
            ? string.Create(CultureInfo.InvariantCulture, $"no answer in {result.Elapsed.TotalSeconds:0.#} s")
            : $"the connection ended instead of an answer: {result.Failure}";
        return TestStep.Fail(layer, subject, evidence, new Symptom(fault)
        {
            Peer = subject,
            Detail = FlowFailure.AlertName(result.Failure.Alert),
        });
    }

    private static string Evidence(ProbeMessage answer, TimeSpan elapsed)
    {
        var server = answer.First(HeaderId.Server) ?? answer.First(HeaderId.UserAgent);
        var retry = answer.First(HeaderId.RetryAfter);
        return $"{answer.Summary} in {WireOpening.Milliseconds(elapsed)}{(server is null ? "" : $", {server}")}"
            + (retry is null ? "" : $", Retry-After {retry}");
    }

    private static Dictionary<string, string> Facts(ProbeMessage answer)
    {
        var facts = new Dictionary<string, string> { ["status"] = answer.Status.ToString(CultureInfo.InvariantCulture) };
        foreach (var (name, id) in (ReadOnlySpan<(string, HeaderId)>)
        [
            ("server", HeaderId.Server), ("allow", HeaderId.Allow), ("supported", HeaderId.Supported), ("retry_after", HeaderId.RetryAfter),
            ("warning", HeaderId.Warning),
        ])
        {
            if (answer.All(id) is { Count: > 0 } values)
            {
                facts[name] = string.Join(", ", values);
            }
        }
        return facts;
    }

    private static string Start(byte[] bytes)
    {
        const int Shown = 40;
        var text = new string([.. Encoding.Latin1.GetString(bytes, 0, Math.Min(bytes.Length, Shown)).Select(
            static c => char.IsControl(c) ? '·' : c)]);
        return $"\"{text}\"{(bytes.Length > Shown ? "…" : "")}";
    }
}

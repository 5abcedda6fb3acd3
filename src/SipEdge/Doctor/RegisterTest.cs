using System.Globalization;
using System.Text;
using SipEdge.Core.Configuration;
using SipEdge.Core.Registrations;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Doctor;

/// <summary>
/// Does the registrar take the trunk's account? By a query (RFC 3261 §10.2.3), which is challenged and answered as a registration is
/// but changes nothing; or by a real registration, removed afterwards.
/// </summary>
internal sealed class RegisterTest(TestTarget place, RegisterModel rules, ProbeWire wire, TestPlan plan)
{
    private readonly DigestStep _digest = new(place.Trunk.Credentials, place.Place.Transport == TransportKind.Tls);
    private readonly SipExchange _exchange = new(wire);
    private readonly string _callId = $"test-{ProbeRequest.Token()}";
    private readonly string _tag = ProbeRequest.Token();
    private readonly string _uri = Encoding.ASCII.GetString(rules.RequestUri);
    private readonly string _account = Encoding.ASCII.GetString(rules.AddressOfRecord);
    private uint _cseq;

    public async Task<TestStep> RunAsync(CancellationToken cancellation)
    {
        try
        {
            var step = await AskAsync(plan.Register ? rules.Expires : null, cancellation).ConfigureAwait(false);
            return step with
            {
                Facts = new Dictionary<string, string>(step.Facts) { ["call_id"] = _callId, ["challenge"] = _digest.Seen },
            };
        }
        finally
        {
            _digest.Clear();
        }
    }

    private async Task<TestStep> AskAsync(int? expires, CancellationToken cancellation)
    {
        byte[] credentials = [];
        while (true)
        {
            var request = Request(expires, credentials);
            var result = await _exchange.AskAsync(request, plan.Timeout, plan.Timeout, cancellation).ConfigureAwait(false);
            if (result.Final is not { } answer)
            {
                var fault = result.Failure == default
                    ? wire.IsReliable ? TestFault.Silent : TestFault.UdpSilent
                    : SipVerdict.OfFlow(result.Failure);
                return Fail(fault, "no answer to REGISTER", 0, "");
            }
            if (answer.IsChallenge)
            {
                (var fault, credentials) = _digest.Answer(answer, request.Write(wire), SipMethod.Register, _uri);
                if (fault != TestFault.None)
                {
                    return Fail(fault, _digest.Seen, answer.Status, Detail(fault));
                }
                continue;
            }
            return expires is { } asked && answer.Status is >= 200 and < 300
                ? await JudgeBindingAsync(answer, request.Contact!, asked, cancellation).ConfigureAwait(false)
                : Judge(answer, result.Elapsed);
        }
    }

    private TestStep Judge(ProbeMessage answer, TimeSpan elapsed)
    {
        var fault = SipVerdict.OfRegister(answer.Status);
        var evidence = $"{answer.Summary} in {WireOpening.Milliseconds(elapsed)}";
        evidence += _digest.Seen.Length > 0 ? $"; {_digest.Seen}" : "; asked for no password";
        if (fault == TestFault.None)
        {
            var bindings = answer.All(HeaderId.Contact).Count;
            return TestStep.Ok(TestLayer.Register, place.Subject, string.Create(CultureInfo.InvariantCulture,
                $"query: {evidence}; {bindings} binding{(bindings == 1 ? "" : "s")} there")) with
            {
                Milliseconds = elapsed.TotalMilliseconds,
                Facts = new Dictionary<string, string>
                {
                    ["status"] = answer.Status.ToString(CultureInfo.InvariantCulture),
                    ["bindings"] = string.Join(", ", answer.All(HeaderId.Contact)),
                },
            };
        }
        if (fault == TestFault.ExpiresTooBrief)
        {
            // The edge asks again by itself: nothing is broken.
            return TestStep.Note(TestLayer.Register, place.Subject, evidence, new Symptom(fault)
            {
                Peer = place.Subject,
                Status = answer.Status,
                Detail = answer.First(HeaderId.MinExpires) ?? "?",
            });
        }
        return Fail(fault, evidence, answer.Status,
            fault == TestFault.Unavailable && answer.First(HeaderId.RetryAfter) is { } after ? $", Retry-After {after} s" : answer.Reason);
    }

    private async Task<TestStep> JudgeBindingAsync(ProbeMessage answer, string contact, int asked, CancellationToken cancellation)
    {
        var listed = answer.All(HeaderId.Contact).Count > 0;
        var granted = Granted(answer, contact, asked);
        var removed = await RemoveAsync(cancellation).ConfigureAwait(false);
        var evidence = string.Create(CultureInfo.InvariantCulture,
            $"{answer.Summary}, granted {granted} s of {asked}, {removed}; {(_digest.Seen.Length > 0 ? _digest.Seen : "asked for no password")}");
        var fault = listed ? SipVerdict.OfGranted(granted, asked) : TestFault.BindingNotListed;
        var symptom = new Symptom(fault) { Peer = place.Subject, Detail = granted.ToString(CultureInfo.InvariantCulture) };
        return (fault switch
        {
            TestFault.None => TestStep.Ok(TestLayer.Register, place.Subject, evidence),
            TestFault.ExpiresTooShort => TestStep.Fail(TestLayer.Register, place.Subject, evidence, symptom),
            _ => TestStep.Note(TestLayer.Register, place.Subject, evidence, symptom),
        }) with
        {
            Facts = new Dictionary<string, string>
            {
                ["status"] = answer.Status.ToString(CultureInfo.InvariantCulture),
                ["granted"] = granted.ToString(CultureInfo.InvariantCulture),
                ["bindings"] = string.Join(", ", answer.All(HeaderId.Contact)),
            },
        };
    }

    /// <summary>Takes back what the test registered, and nothing else: only its own Contact is named.</summary>
    private async Task<string> RemoveAsync(CancellationToken cancellation)
    {
        byte[] credentials = [];
        while (true)
        {
            var request = Request(0, credentials);
            var result = await _exchange.AskAsync(request, plan.Timeout, plan.Timeout, cancellation).ConfigureAwait(false);
            if (result.Final is { IsChallenge: true } challenge)
            {
                (var fault, credentials) = _digest.Answer(challenge, request.Write(wire), SipMethod.Register, _uri);
                if (fault == TestFault.None)
                {
                    continue;
                }
            }
            return result.Final is { Status: >= 200 and < 300 }
                ? "removed again"
                : $"NOT removed ({result.Final?.Summary ?? "no answer"}): it lapses by itself";
        }
    }

    private ProbeRequest Request(int? expires, byte[] credentials)
    {
        var request = new ProbeRequest(SipMethod.Register, _uri, $"{_account};tag={_tag}", _account, _callId, ++_cseq) { Routes = place.Routes };
        if (expires is not { } seconds)
        {
            return request with { Lines = credentials };
        }
        return request with
        {
            Contact = Identities.Contact(Encoding.ASCII.GetString(rules.ContactUser), wire),
            Lines = [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"Expires: {seconds}\r\n")), .. credentials],
        };
    }

    private string Detail(TestFault fault) => fault == TestFault.WeakAlgorithm ? _digest.Offered : $"\"{_digest.Realm}\"";

    private TestStep Fail(TestFault fault, string evidence, int status, string detail) =>
        TestStep.Fail(TestLayer.Register, place.Subject, evidence, new Symptom(fault)
        {
            Peer = place.Subject,
            Name = _account,
            Status = status,
            Detail = detail,
        });

    private static int Granted(ProbeMessage answer, string contact, int asked)
    {
        Span<HeaderSlot> slots = stackalloc HeaderSlot[SipParser.MaxHeaders];
        return SipParser.Parse(answer.Bytes, slots, ParseLimits.Default, out var view) == ParseStatus.Complete
            ? GrantedExpires.Read(view, Encoding.ASCII.GetBytes(contact[1..^1]), asked)
            : asked;
    }
}

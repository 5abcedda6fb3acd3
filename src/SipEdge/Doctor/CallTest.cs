using System.Globalization;
using System.Text;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Doctor;

/// <summary>
/// One call: INVITE with an offer, digest when asked, audio for a second when it is answered, and its end: BYE, or CANCEL when it only
/// rang.
/// </summary>
internal sealed class CallTest(TestTarget place, ProbeWire wire, TimeSpan timeout, string number)
{
    /// <summary>Ringing takes longer than an answer.</summary>
    private const int PatienceFactor = 4;

    private static readonly TimeSpan Audio = TimeSpan.FromSeconds(1);

    private readonly DigestStep _digest = new(place.Trunk.Credentials, place.Place.Transport == TransportKind.Tls);
    private readonly SipExchange _exchange = new(wire);
    private readonly Dictionary<string, string> _facts = [];
    private readonly string _callId = $"test-{ProbeRequest.Token()}";
    private readonly string _contact = Identities.Contact("test", wire);
    private uint _cseq;

    public async Task<TestStep> RunAsync(CancellationToken cancellation)
    {
        if (!CallMedia.CanOffer(place.Gateway.Media))
        {
            return TestStep.Skip(TestLayer.Call, place.Subject, "its audio needs keys by DTLS, which this test does not speak");
        }
        using var media = new CallMedia(wire.Local.Address, place.Gateway.Media);
        _facts["call_id"] = _callId;
        _facts["offered"] = media.Offered;
        try
        {
            var step = await CallAsync(media, cancellation).ConfigureAwait(false);
            _facts["challenge"] = _digest.Seen;
            return step with { Facts = _facts };
        }
        finally
        {
            _digest.Clear();
        }
    }

    private async Task<TestStep> CallAsync(CallMedia media, CancellationToken cancellation)
    {
        var scheme = place.Gateway.Scheme == UriScheme.Sips ? "sips" : "sip";
        var uri = $"{scheme}:{number}@{place.HostPort}";
        var from = $"<{Identities.Caller(place.Trunk, scheme, wire)}>;tag={ProbeRequest.Token()}";
        var invite = new ProbeRequest(SipMethod.Invite, uri, from, $"<{uri}>", _callId, ++_cseq)
        {
            Contact = _contact,
            Routes = place.Routes,
            Sdp = media.Offer(),
        };
        while (true)
        {
            var result = await _exchange.AskAsync(invite, timeout, timeout * PatienceFactor, cancellation).ConfigureAwait(false);
            _facts["progress"] = string.Join(", ", result.Progress);
            if (result.Final is not { } answer)
            {
                return await UnansweredAsync(invite, result, cancellation).ConfigureAwait(false);
            }
            if (answer.Status is >= 200 and < 300)
            {
                return await TalkAsync(invite, result, media, cancellation).ConfigureAwait(false);
            }
            await AcknowledgeAsync(invite, answer, cancellation).ConfigureAwait(false);
            if (!answer.IsChallenge)
            {
                return Refused(answer, result);
            }
            var (fault, credentials) = _digest.Answer(answer, invite.Write(wire), SipMethod.Invite, uri);
            if (fault != TestFault.None)
            {
                return Fail(fault, _digest.Seen, answer.Status, fault == TestFault.WeakAlgorithm ? _digest.Offered : $"\"{_digest.Realm}\"");
            }
            invite = invite with { CSeq = ++_cseq, Branch = $"z9hG4bK{ProbeRequest.Token()}", Lines = credentials };
        }
    }

    private TestStep Refused(ProbeMessage answer, SipResult result)
    {
        var evidence = $"{Progress(result)}{answer.Summary} in {WireOpening.Milliseconds(result.Elapsed)}";
        _facts["status"] = answer.Status.ToString(CultureInfo.InvariantCulture);
        var warning = answer.First(HeaderId.Warning);
        var fault = SipVerdict.OfInvite(answer.Status);
        return fault == TestFault.None
            ? TestStep.Ok(TestLayer.Call, place.Subject, $"{evidence}: the call got there")
            : Fail(fault, warning is null ? evidence : $"{evidence}, {warning}", answer.Status, fault switch
            {
                TestFault.MediaRefused => warning is null ? "" : $", {warning}",
                TestFault.Unavailable => answer.First(HeaderId.RetryAfter) is { } after ? $", Retry-After {after} s" : "",
                _ => answer.Reason,
            });
    }

    /// <summary>It rings, and nobody has to answer a test.</summary>
    private async Task<TestStep> UnansweredAsync(ProbeRequest invite, SipResult result, CancellationToken cancellation)
    {
        if (result.Provisional is not { } last)
        {
            var fault = result.Failure == default ? TestFault.CallSilent : SipVerdict.OfFlow(result.Failure);
            return Fail(fault, string.Create(CultureInfo.InvariantCulture,
                $"no answer to {result.Sent} INVITE{(result.Sent == 1 ? "" : "s")} in {result.Elapsed.TotalSeconds:0.#} s"), 0, "");
        }
        var cancel = invite with { Method = SipMethod.Cancel, Contact = null, Sdp = [], Lines = [] };
        var ended = await _exchange.AskAsync(cancel, timeout, timeout, cancellation, awaited: invite).ConfigureAwait(false);
        if (ended.Final is { Status: >= 200 and < 300 } crossed)
        {
            await HangUpAsync(invite, crossed, cancellation).ConfigureAwait(false);
        }
        else if (ended.Final is { } refused)
        {
            await AcknowledgeAsync(invite, refused, cancellation).ConfigureAwait(false);
        }
        var end = ended.Final is null ? "CANCEL was not answered" : $"cancelled: {ended.Final.Summary}";
        return last.Status > 100
            ? TestStep.Ok(TestLayer.Call, place.Subject, $"{Progress(result)}{end}")
            : Fail(TestFault.NoRinging, $"100 and nothing more in {result.Elapsed.TotalSeconds:0.#} s; {end}", 0, "");
    }

    private async Task<TestStep> TalkAsync(ProbeRequest invite, SipResult result, CallMedia media, CancellationToken cancellation)
    {
        var answer = result.Final!;
        await AcknowledgeAsync(invite, answer, cancellation).ConfigureAwait(false);
        var (described, why) = CallMedia.Read(answer.Body);
        var (sent, received) = described is null
            ? default
            : await media.ExchangeAsync(described, Audio, cancellation).ConfigureAwait(false);
        var bye = await HangUpAsync(invite, answer, cancellation, acknowledge: false).ConfigureAwait(false);
        var evidence = $"{Progress(result)}{answer.Summary} in {WireOpening.Milliseconds(result.Elapsed)}";
        if (described is null)
        {
            return Fail(TestFault.MediaUnreadable, $"{evidence}; {bye}", answer.Status, why);
        }
        var secured = described.Key.IsNone ? "RTP, not encrypted" : $"SRTP {CallMedia.Suite(described.Key)}";
        _facts["media_address"] = described.Address.ToString();
        _facts["codec"] = described.Codec;
        _facts["encryption"] = secured;
        _facts["packets_sent"] = sent.ToString(CultureInfo.InvariantCulture);
        _facts["packets_received"] = received.ToString(CultureInfo.InvariantCulture);
        evidence += string.Create(CultureInfo.InvariantCulture,
            $"; {described.Codec} at {described.Address}, {secured}; {sent} packets sent, {received} came; {bye}");
        return received > 0
            ? TestStep.Ok(TestLayer.Call, place.Subject, evidence)
            : Fail(TestFault.NoAudio, evidence, answer.Status, described.Address.ToString());
    }

    /// <summary>ACK of a 2xx goes where the answer says, with a branch of its own; of a refusal it belongs to the INVITE (RFC 3261
    /// §13.2.2.4, §17.1.1.3).</summary>
    private Task AcknowledgeAsync(ProbeRequest invite, ProbeMessage answer, CancellationToken cancellation)
    {
        var accepted = answer.Status < 300;
        var ack = accepted
            ? InDialog(SipMethod.Ack, invite, answer, invite.CSeq)
            : invite with { Method = SipMethod.Ack, To = answer.First(HeaderId.To) ?? invite.To, Contact = null, Sdp = [], Lines = [] };
        return _exchange.SendAsync(accepted ? ack with { Lines = invite.Lines } : ack, cancellation);
    }

    private async Task<string> HangUpAsync(
        ProbeRequest invite, ProbeMessage answer, CancellationToken cancellation, bool acknowledge = true)
    {
        if (acknowledge)
        {
            await AcknowledgeAsync(invite, answer, cancellation).ConfigureAwait(false);
        }
        var bye = InDialog(SipMethod.Bye, invite, answer, ++_cseq);
        while (true)
        {
            var result = await _exchange.AskAsync(bye, timeout, timeout, cancellation).ConfigureAwait(false);
            if (result.Final is { IsChallenge: true } challenge)
            {
                var (fault, credentials) = _digest.Answer(challenge, bye.Write(wire), SipMethod.Bye, bye.Uri);
                if (fault == TestFault.None)
                {
                    bye = bye with { CSeq = ++_cseq, Branch = $"z9hG4bK{ProbeRequest.Token()}", Lines = credentials };
                    continue;
                }
            }
            return $"BYE: {result.Final?.Summary ?? "no answer"}";
        }
    }

    private static ProbeRequest InDialog(SipMethod method, ProbeRequest invite, ProbeMessage answer, uint cseq) =>
        new(method, Target(answer) ?? invite.Uri, invite.From, answer.First(HeaderId.To) ?? invite.To, invite.CallId, cseq)
        {
            Routes = [.. answer.All(HeaderId.RecordRoute).Reverse()],
        };

    private static string? Target(ProbeMessage answer) =>
        answer.First(HeaderId.Contact) is { } contact && NameAddressView.TryParse(Encoding.UTF8.GetBytes(contact), out var address)
            ? Encoding.UTF8.GetString(address.Uri)
            : null;

    private static string Progress(SipResult result) =>
        result.Progress.Count == 0 ? "" : string.Join(", ", result.Progress.Distinct(StringComparer.Ordinal)) + ", ";

    private TestStep Fail(TestFault fault, string evidence, int status, string detail) =>
        TestStep.Fail(TestLayer.Call, place.Subject, evidence, new Symptom(fault)
        {
            Peer = place.Subject,
            Name = number,
            Status = status,
            Detail = detail,
        });
}

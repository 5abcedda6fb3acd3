using System.Globalization;
using SipEdge.Core.Abuse;
using SipEdge.Core.Admission;
using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Phones.Registering;

// The PBX: what it is sent, and what it answers.
internal sealed partial class PhoneRegistrar
{
    /// <summary>
    /// How long one target of the PBX is waited for while there is another. Its transaction goes on and is not listened to.
    /// </summary>
    private const long NextTargetMs = 4_000;

    /// <summary>
    /// How long a phone waits for the last one: well under the 32 s after which it gives up, so that it hears what is known
    /// instead of nothing.
    /// </summary>
    private const long PatienceMs = 10_000;

    /// <summary>"sips:" and a host name.</summary>
    private const int LongestRegistrarUri = 5 + 256;

    private readonly TimerWheel _patience = new();

    /// <summary>Of a REGISTER to the PBX, or of OPTIONS to a phone.</summary>
    public void OnResponse(CallOwner owner, in SipMessageView response, long now)
    {
        if (response.StatusCode < 200)
        {
            return;
        }
        if (owner.Index == KeepaliveIndex)
        {
            OnKeepaliveOutcome(owner, answered: true);
        }
        else if (FindQuestion(owner) is { } question)
        {
            OnAnswer(question, response, now);
        }
    }

    public void OnNoAnswer(CallOwner owner, long now)
    {
        if (owner.Index == KeepaliveIndex)
        {
            OnKeepaliveOutcome(owner, answered: false);
        }
        else if (FindQuestion(owner) is { } question)
        {
            TryNext(question, now);
        }
    }

    private void Send(PbxQuestion question, PhoneModel phones, PbxLine line, long now)
    {
        var record = question.Record!;
        question.Contacts.RemoveAll(contact => IsOvertaken(question, contact));
        if (!question.HasPhone && question.Contacts.Count == 0)
        {
            Return(question);
            return;
        }
        if (now < line.DownUntil && question.HasPhone)
        {
            AnswerWithoutPbx(question, phones, line, now);
            Return(question);
            return;
        }
        for (; TargetOf(phones.Pbx, question.Target) is { } target; question.Target++)
        {
            if (TrySend(question, record, phones, target, now))
            {
                question.Sent = true;
                Counters.CountAsked();
                var another = TargetOf(phones.Pbx, question.Target + 1) is not null;
                _patience.Arm(question.Slot, now + (another ? NextTargetMs : PatienceMs));
                return;
            }
        }
        OnUnreachable(question, phones, now);
    }

    /// <summary>Taken back, and registered again meanwhile.</summary>
    private static bool IsOvertaken(PbxQuestion question, AskedContact contact) =>
        !question.HasPhone && (contact.Seconds == 0) == (question.Record!.Find(contact.Token) is not null);

    private bool TrySend(PbxQuestion question, RecordState record, PhoneModel phones, TargetModel target, long now)
    {
        var flow = target.Flow;
        Span<byte> uri = stackalloc byte[LongestRegistrarUri];
        var length = WriteRegistrar(phones, target.Gateway.Scheme, uri);
        var requestUri = question.RequestUri.Length > 0 ? question.RequestUri : uri[..length];
        var writer = new SipWriter(_headers);
        writer.Header(HeaderId.MaxForwards, 70);
        services.Identifiers.WriteTag(_tag, 0, CallSide.Callee);
        WriteRecord(ref writer, HeaderId.From, record, phones, _tag);
        WriteRecord(ref writer, HeaderId.To, record, phones, []);
        writer.Header(HeaderId.CallId, record.PbxCallId);
        writer.Begin(HeaderId.CSeq);
        writer.Append(++record.PbxCSeq);
        writer.Append(" REGISTER"u8);
        writer.End();
        if (question.RemovesAll)
        {
            writer.Header(HeaderId.Contact, "*"u8);
            writer.Header(HeaderId.Expires, 0);
        }
        foreach (var contact in question.Contacts)
        {
            WriteContact(ref writer, contact, question.PbxSeconds, phones, flow);
        }
        writer.Lines(question.Credentials);
        var request = new RequestContent { Method = SipMethod.Register, RequestUri = requestUri, Headers = writer.Written };
        var owner = new CallOwner(question.Slot, question.Generation, OwnerPurpose.Phone);
        return !writer.Failed && !Transactions.Send(request, flow, owner.Value, now).IsNone;
    }

    /// <summary>The Request-URI: the domain of the address of record, without a user (RFC 3261 §10.2).</summary>
    private static int WriteRegistrar(PhoneModel phones, UriScheme scheme, Span<byte> destination)
    {
        var writer = new SipWriter(destination);
        writer.Append(scheme == UriScheme.Sips ? "sips:"u8 : "sip:"u8);
        writer.Append(phones.RegistrarDomain);
        return writer.Length;
    }

    private static void WriteRecord(
        ref SipWriter writer, HeaderId header, RecordState record, PhoneModel phones, ReadOnlySpan<byte> tag)
    {
        writer.Begin(header);
        writer.Append("<sip:"u8);
        writer.Append(record.User);
        writer.Append((byte)'@');
        writer.Append(phones.RegistrarDomain);
        writer.Append((byte)'>');
        if (!tag.IsEmpty)
        {
            writer.Append(";tag="u8);
            writer.Append(tag);
        }
        writer.End();
    }

    /// <summary>The edge's own address, and whose it is in the user part (RFC 3261 §10.2.1).</summary>
    private void WriteContact(ref SipWriter writer, AskedContact contact, int seconds, PhoneModel phones, in Flow flow)
    {
        Span<byte> user = stackalloc byte[PhoneToken.Length];
        PhoneToken.Write(user, contact.Token);
        writer.Begin(HeaderId.Contact);
        writer.Append("<sip:"u8);
        writer.Append(user);
        writer.Append((byte)'@');
        writer.Append(phones.Pbx.ContactOn(flow.Listener, services.Transport.SentBy(flow)));
        writer.Append(flow.Transport switch
        {
            TransportKind.Udp => ">"u8,
            TransportKind.Tcp => ";transport=tcp>"u8,
            _ => ";transport=tls>"u8,
        });
        writer.Append(";expires="u8);
        writer.Append(contact.Seconds == 0 ? 0 : seconds);
        if (contact.Quality.Length > 0)
        {
            writer.Append(";q="u8);
            writer.Append(contact.Quality);
        }
        writer.End();
    }

    private void OnAnswer(PbxQuestion question, in SipMessageView response, long now)
    {
        var line = LineOf(question.Record!.Domain);
        if (PhonesOf(question.Record.Domain) is not { } phones)
        {
            Fail(question, ReasonCode.PbxUnreachable, 503, now);
            return;
        }
        if (response.StatusCode is not (408 or >= 500 and < 600))
        {
            (line.DownSince, line.DownUntil) = (0, 0);
        }
        switch (response.StatusCode)
        {
            case < 300:
                Accept(question, response, phones, now);
                break;
            case 401 or 407:
                OnChallenge(question, response, phones, line, now);
                break;
            case 423 when !question.Prolonged && TryProlong(question, response):
                Again(question, line, now);
                break;
            case 408 or >= 500 and < 600:
                TryNext(question, now);
                break;
            default:
                Weigh(question, ReasonCode.WrongPassword, phones, now);
                Fail(question, ReasonCode.PbxRefused, response.StatusCode, now);
                break;
        }
    }

    private void Accept(PbxQuestion question, in SipMessageView response, PhoneModel phones, long now)
    {
        var record = question.Record!;
        var otherwise = Seconds(response.First(HeaderId.Expires), question.PbxSeconds);
        Counters.CountAccepted();
        if (question.Credentials.Length > 0 && phones.Authentication == PhoneAuthentication.Pbx)
        {
            services.Abuse.Proven(question.Flow, now);
        }
        for (var i = record.Bindings.Count - 1; question.RemovesAll && i >= 0; i--)
        {
            Remove(record, record.Bindings[i], "removed", now);
        }
        foreach (var contact in question.Contacts)
        {
            var known = record.Find(contact.Token);
            if (contact.Seconds == 0)
            {
                if (known is not null && question.HasPhone)
                {
                    Remove(record, known, "removed", now);
                }
                continue;
            }
            var lifeMs = Lifetime(response, contact.Token, otherwise) * 1000L;
            if (question.HasPhone)
            {
                var flow = question.Flow;
                var isNew = known is null;
                known ??= Add(record, contact.Token, new PhonePath(flow, contact.Uri, record.Uri), now);
                known.UserAgent = question.UserAgent;
                Refresh(known, question.CallId, question.CSeq, contact.Uri, contact.Quality, flow, now);
                if (isNew)
                {
                    Record("registered", record.Domain, record.User, flow, question.UserAgent, 200, ReasonCode.None);
                }
            }
            if (known is null)
            {
                continue; // its phone left while the edge refreshed it
            }
            known.PbxStatus = response.StatusCode;
            known.PbxExpiresAt = now + lifeMs;
            known.PbxRefreshFrom = now + BindingRules.RefreshAfterMs(lifeMs, Draw());
            if (question.HasPhone)
            {
                Promise(known, (int)Math.Min(contact.Seconds, lifeMs / 1000), phones, now);
            }
        }
        if (question.HasPhone)
        {
            Answer(question.Server, record, now);
        }
        End(question);
    }

    /// <summary>The phone's to answer where the PBX knows its password, else the edge's, once.</summary>
    private void OnChallenge(
        PbxQuestion question, in SipMessageView response, PhoneModel phones, PbxLine line, long now)
    {
        if (phones.Authentication == PhoneAuthentication.Pbx && question.HasPhone)
        {
            PassChallenge(question, response, phones, now);
            return;
        }
        if (question.Answered
            || DomainOf(question.Record!.Domain)?.FindAccount(question.Record.User)?.Pbx is not { } credentials)
        {
            Fail(question, ReasonCode.PbxChallenged, 503, now);
            return;
        }
        Span<byte> cnonce = stackalloc byte[16];
        Span<byte> bits = stackalloc byte[8];
        services.Random(bits);
        Convert.TryToHexStringLower(bits, cnonce, out _);
        Span<byte> uri = stackalloc byte[LongestRegistrarUri];
        var scheme = TargetOf(phones.Pbx, question.Target)?.Gateway.Scheme ?? UriScheme.Sip;
        question.Credentials = PbxChallenge.Answer(response, credentials, uri[..WriteRegistrar(phones, scheme, uri)], cnonce);
        question.Answered = true;
        if (question.Credentials.Length == 0)
        {
            Fail(question, ReasonCode.PbxChallenged, 503, now);
            return;
        }
        Again(question, line, now);
    }

    private void PassChallenge(PbxQuestion question, in SipMessageView response, PhoneModel phones, long now)
    {
        if (question.Credentials.Length > 0 && !PbxChallenge.IsStale(response))
        {
            Weigh(question, ReasonCode.WrongPassword, phones, now);
        }
        var writer = new SipWriter(_headers);
        PbxChallenge.Copy(ref writer, response);
        services.Identifiers.WriteTag(_tag, 0, CallSide.Caller);
        var answer = new ResponseContent { Status = response.StatusCode, ToTag = _tag, Headers = writer.Written };
        var most = services.Abuse.IsStranger(question.Flow, now) ? AnswerSize.Most(question.RequestLength) : int.MaxValue;
        if (!Transactions.RespondOnce(question.Server, answer, most))
        {
            Transactions.Abandon(question.Server);
        }
        End(question);
    }

    /// <summary>In a turn of its own, before those who have not begun: the PBX counts requests, not phones.</summary>
    private void Again(PbxQuestion question, PbxLine line, long now)
    {
        question.Sent = false;
        question.Generation++; // what was sent before is not listened to any more
        _patience.Cancel(question.Slot);
        Enqueue(question, line.Second);
        AskThoseWhoseTurnIsCome(now);
    }

    private static bool TryProlong(PbxQuestion question, in SipMessageView response)
    {
        question.Prolonged = true;
        var least = Seconds(response.First(HeaderId.MinExpires), 0);
        var longer = least > question.PbxSeconds;
        question.PbxSeconds = Math.Max(question.PbxSeconds, least);
        return longer;
    }

    private void TryNext(PbxQuestion question, long now)
    {
        Counters.CountUnanswered();
        var line = LineOf(question.Record!.Domain);
        if (PhonesOf(question.Record.Domain) is not { } phones)
        {
            Fail(question, ReasonCode.PbxUnreachable, 503, now);
        }
        else if (TargetOf(phones.Pbx, question.Target + 1) is not null)
        {
            question.Target++;
            Again(question, line, now);
        }
        else
        {
            OnUnreachable(question, phones, now);
        }
    }

    private void OnPatienceTimers(long now)
    {
        while (_patience.TryExpire(now, out var slot))
        {
            if (_questions[slot] is { InUse: true, Sent: true } question)
            {
                TryNext(question, now);
            }
        }
    }

    private void OnUnreachable(PbxQuestion question, PhoneModel phones, long now)
    {
        var line = LineOf(question.Record!.Domain);
        line.DownUntil = now + DownMs;
        line.DownSince = line.DownSince == 0 ? now : line.DownSince;
        if (question.HasPhone)
        {
            AnswerWithoutPbx(question, phones, line, now);
        }
        Postpone(question, now);
        End(question);
    }

    /// <summary>What the PBX has promised before still stands; nothing new can be.</summary>
    private void AnswerWithoutPbx(PbxQuestion question, PhoneModel phones, PbxLine line, long now)
    {
        var record = question.Record!;
        var kept = question.Contacts.Count > 0 && !question.RemovesAll
            && question.Contacts.TrueForAll(contact => StillStands(question, contact, phones, now));
        if (!kept)
        {
            TurnAway(question.Server, line, phones, now);
            return;
        }
        foreach (var contact in question.Contacts)
        {
            var binding = record.Find(contact.Token)!;
            var flow = question.Flow;
            Refresh(binding, question.CallId, question.CSeq, contact.Uri, contact.Quality, flow, now);
            Promise(binding, (int)Math.Min(contact.Seconds, (binding.PbxExpiresAt - now) / 1000), phones, now);
        }
        Counters.CountKept();
        Answer(question.Server, record, now);
    }

    private static bool StillStands(PbxQuestion question, AskedContact contact, PhoneModel phones, long now) =>
        contact.Seconds > 0 && question.Record!.Find(contact.Token) is { } binding && binding.PbxExpiresAt - now > 1000
        && (phones.Authentication == PhoneAuthentication.Edge
            || (binding.Path.Flow == question.Flow && binding.CallId.AsSpan().SequenceEqual(question.CallId)));

    /// <summary>A refresh that came to nothing is tried again with the phone's own, at a moment of its own.</summary>
    private void Postpone(PbxQuestion question, long now)
    {
        foreach (var contact in question.Contacts)
        {
            if (question.Record!.Find(contact.Token) is { } binding)
            {
                binding.PbxRefreshFrom = now + DownMs + (long)(DownMs * 2 * Draw());
            }
        }
    }

    /// <summary>The phone is told what the PBX said; what the edge asked by itself and is refused is over.</summary>
    private void Fail(PbxQuestion question, ReasonCode reason, int status, long now)
    {
        var record = question.Record!;
        Counters.CountRefused();
        if (question.HasPhone)
        {
            Respond(question.Server, status, [], now);
            if (services.Abuse.MayRecord(question.Flow, now))
            {
                Record("refused", record.Domain, record.User, question.Flow, question.UserAgent, status, reason);
            }
        }
        foreach (var contact in question.Contacts)
        {
            if (contact.Seconds > 0 && reason == ReasonCode.PbxRefused && record.Find(contact.Token) is { } binding)
            {
                binding.PbxStatus = status;
                binding.PbxExpiresAt = now;
                Remove(record, binding, "refused", now);
            }
        }
        Postpone(question, now);
        End(question);
    }

    private void End(PbxQuestion question)
    {
        _patience.Cancel(question.Slot);
        Return(question);
    }

    /// <summary>A phone whose password the PBX refuses has guessed at it, as if the edge had refused it.</summary>
    private void Weigh(PbxQuestion question, ReasonCode reason, PhoneModel phones, long now)
    {
        if (question.HasPhone && phones.Authentication == PhoneAuthentication.Pbx)
        {
            services.Abuse.Weigh(question.Flow, reason, now);
        }
    }

    private PbxQuestion? FindQuestion(CallOwner owner) =>
        (uint)owner.Slot < (uint)_questions.Count
        && _questions[owner.Slot] is { InUse: true } question && (question.Generation & 0xFFFFFF) == owner.Generation
            ? question
            : null;

    /// <summary>Over all outbound gateways, in their order; null beyond the last.</summary>
    private static TargetModel? TargetOf(TrunkModel pbx, int index)
    {
        foreach (var gateway in pbx.Outbound)
        {
            if (index < gateway.Targets.Length)
            {
                return gateway.Targets[index];
            }
            index -= gateway.Targets.Length;
        }
        return null;
    }

    /// <summary>For how long the PBX keeps a contact: its own parameter, else Expires, else what was asked (§10.2.1.1).</summary>
    private static int Lifetime(in SipMessageView response, UInt128 token, int otherwise)
    {
        foreach (var value in response.Values(HeaderId.Contact))
        {
            if (ContactView.TryParse(value, out var contact) && SipUriView.TryParse(contact.Address.Uri, out var uri)
                && PhoneToken.TryRead(uri.User, out var named) && named == token)
            {
                return contact.Address.TryGetParameter("expires"u8, out var text) ? Seconds(text, otherwise) : otherwise;
            }
        }
        return otherwise;
    }

    private static int Seconds(ReadOnlySpan<byte> text, int otherwise) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : otherwise;
}

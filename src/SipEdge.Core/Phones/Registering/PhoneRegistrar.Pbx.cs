using SipEdge.Core.Admission;
using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;

namespace SipEdge.Core.Phones.Registering;

// The PBX: what is sent to it, where it is, and what becomes of those who wait when it says nothing.
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
        if (!question.HasPhone && question.Checks is null && question.Contacts.Count == 0)
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
        if (!question.Challenged)
        {
            record.Digest?.Begin();
        }
        question.SentAt = question.SentAt == 0 ? now : question.SentAt;
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

    private bool TrySend(PbxQuestion question, RecordState record, PhoneModel phones, TargetModel target, long now)
    {
        var flow = target.Flow;
        Span<byte> registrar = stackalloc byte[PbxRegister.LongestUri];
        registrar = registrar[..PbxRegister.WriteUri(phones, target.Gateway.Scheme, registrar)];
        ReadOnlySpan<byte> uri = question.RequestUri.Length > 0 ? question.RequestUri : registrar;
        services.Identifiers.WriteTag(_tag, 0, CallSide.Callee);
        record.PbxCSeq++;
        var writer = new SipWriter(_headers);
        PbxRegister.Write(
            ref writer, question, phones, target, phones.Pbx.ContactOn(flow.Listener, services.Transport.SentBy(flow)), _tag);
        if (CredentialsOf(record) is { } credentials)
        {
            Span<byte> cnonce = stackalloc byte[Identifiers.TokenLength];
            services.Identifiers.WriteToken(cnonce);
            record.Digest?.Write(ref writer, credentials, SipMethod.Register, uri, cnonce);
        }
        var request = new RequestContent { Method = SipMethod.Register, RequestUri = uri, Headers = writer.Written };
        var owner = new CallOwner(question.Slot, question.Generation, OwnerPurpose.Phone);
        return !writer.Failed && !Transactions.Send(request, flow, owner.Value, now).IsNone;
    }

    /// <summary>Taken back, and registered again meanwhile.</summary>
    private static bool IsOvertaken(PbxQuestion question, AskedContact contact) =>
        !question.HasPhone && (contact.Seconds == 0) == (question.Record!.Find(contact.Token) is not null);

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
        if (line.HeardAt <= question.SentAt) // or whoever finds a REGISTER that the PBX does not answer keeps all others away
        {
            line.DownUntil = now + DownMs;
            line.DownSince = line.DownSince == 0 ? now : line.DownSince;
        }
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

    private void End(PbxQuestion question)
    {
        _patience.Cancel(question.Slot);
        Return(question);
    }

    /// <summary>The edge's at the PBX, in the place of a phone whose password it has checked itself; null where it has none.</summary>
    private TrunkCredentials? CredentialsOf(RecordState record) =>
        DomainOf(record.Domain) is { Phones.Authentication: PhoneAuthentication.Edge } domain
            ? domain.FindAccount(record.User)?.Pbx
            : null;

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
}

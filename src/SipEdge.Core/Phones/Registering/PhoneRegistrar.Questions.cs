using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Phones.Registering;

// Questions to the PBX: who may ask now, who waits, who comes again later.
internal sealed partial class PhoneRegistrar
{
    /// <summary>For how long nobody waits for a PBX that has just not answered: a third of what one attempt takes.</summary>
    private const long DownMs = 10_000;

    private readonly List<PbxQuestion> _questions = [];
    private readonly Stack<PbxQuestion> _spare = [];
    private readonly List<PbxLine> _order = [];
    private int _waiting;

    /// <summary>Phones that wait, and questions that are under way.</summary>
    public int OpenQuestions => _questions.Count - _spare.Count;

    /// <summary>A phone's REGISTER that the PBX has to hear of.</summary>
    private ReasonCode? Ask(
        TransactionId server, in SipMessageView request, scoped in RegisterView register, in Flow flow, DomainModel domain,
        RecordState? record, long now)
    {
        var phones = domain.Phones!;
        var line = LineOf(domain.Name);
        if (IsFull(register, domain, phones, record, flow) is { } full)
        {
            return full;
        }
        var token = FirstToken(register, domain);
        if (record is not null && FindWaiting(record, token) is { } earlier)
        {
            if (earlier.Sent)
            {
                TurnAway(server, line, phones, now); // it asks again before it was answered, and its answer is near
                return null;
            }
            Transactions.Abandon(earlier.Server); // the phone has given that one up
            earlier.Server = TransactionId.None;
            earlier.Contacts.Clear();
        }
        var waits = (line.First.Count + line.Second.Count) * 1000L / phones.RegistrationsPerSecond;
        if (waits > phones.MaxWaitMs)
        {
            TurnAway(server, line, phones, now);
            return null;
        }
        record ??= NewRecord(domain.Name, register.User);
        var question = Rent(record);
        Fill(question, server, request, register, flow, domain, record, now);
        if (now < line.DownUntil)
        {
            AnswerWithoutPbx(question, phones, line, now);
            Return(question);
            return null;
        }
        Enqueue(question, line.First);
        AskThoseWhoseTurnIsCome(now);
        return null;
    }

    private static void Fill(
        PbxQuestion question, TransactionId server, in SipMessageView request, scoped in RegisterView register, in Flow flow,
        DomainModel domain, RecordState record, long now)
    {
        var phones = domain.Phones!;
        question.Server = server;
        question.Flow = flow;
        question.CallId = request.CallId.ToArray();
        question.CSeq = request.CSeq;
        question.UserAgent = request.Has(HeaderId.UserAgent) ? PrintableText.Of(request.First(HeaderId.UserAgent)) : null;
        question.RemovesAll = register.IsWildcard;
        question.PbxSeconds = phones.PbxExpires;
        question.RequestLength = request.Bytes.Length;
        var passed = phones.Authentication == PhoneAuthentication.Pbx;
        foreach (var contact in register.Contacts)
        {
            var token = PhoneContact.TokenOf(domain, register.User, contact);
            var seconds = register.Grant(contact, phones);
            var known = record.Find(token);
            if (!passed && (seconds == 0 || (known is not null && known.CallId.AsSpan().SequenceEqual(request.CallId)
                && known.CSeq == request.CSeq)))
            {
                continue; // done already, without the PBX
            }
            question.Contacts.Add(
                new AskedContact(token, contact.Uri.ToArray(), seconds, PhoneContact.QualityOf(contact).ToArray()));
        }
        if (passed)
        {
            question.RequestUri = request.RequestUri.ToArray();
            question.Credentials = CredentialsOf(request);
        }
    }

    /// <summary>The edge's own refresh of a contact whose phone is there.</summary>
    private void RefreshAtPbx(RecordState record, PhoneBinding binding, PhoneModel phones, long now)
    {
        var question = Rent(record);
        question.PbxSeconds = phones.PbxExpires;
        question.Contacts.Add(new AskedContact(binding.Token, binding.Path.Uri, phones.PhoneExpires, binding.Quality));
        binding.PbxUnderWay = true;
        Enqueue(question, LineOf(record.Domain).Own);
        AskThoseWhoseTurnIsCome(now);
    }

    /// <summary>A contact is gone; what the PBX still calls is taken back. Where the PBX wants the phone's word it cannot be.</summary>
    private void TellPbxOfLeaving(RecordState record, PhoneBinding binding, bool urgent, long now)
    {
        if (!binding.IsAtPbx(now) || PhonesOf(record.Domain) is not { Authentication: PhoneAuthentication.Edge } phones)
        {
            Forget(record);
            return;
        }
        var question = Rent(record);
        question.PbxSeconds = phones.PbxExpires;
        question.Contacts.Add(new AskedContact(binding.Token, binding.Path.Uri, 0, []));
        var line = LineOf(record.Domain);
        Enqueue(question, urgent ? line.First : line.Own);
        AskThoseWhoseTurnIsCome(now);
    }

    private void AskThoseWhoseTurnIsCome(long now)
    {
        for (var i = 0; i < _order.Count; i++)
        {
            var line = _order[i];
            while (line.Waiting > 0)
            {
                if (PhonesOf(line.Domain) is not { } phones)
                {
                    GiveUp(line, now);
                    break;
                }
                if (!line.Pace.TryTake(now, phones.RegistrationsPerSecond))
                {
                    break;
                }
                line.TryDequeue(out var question);
                Counters.NowWaiting(--_waiting);
                Send(question!, phones, line, now);
            }
        }
    }

    /// <summary>A reload took the phones away while some waited.</summary>
    private void GiveUp(PbxLine line, long now)
    {
        while (line.TryDequeue(out var question))
        {
            Counters.NowWaiting(--_waiting);
            Fail(question!, ReasonCode.PbxUnreachable, 503, now);
        }
    }

    private long NextTurn(long now)
    {
        var next = long.MaxValue;
        foreach (var line in _order)
        {
            next = Math.Min(next, line.CheckAt);
            if (line.Waiting > 0)
            {
                next = Math.Min(next, Math.Max(now + 1, line.Pace.NextAt));
            }
        }
        return next;
    }

    /// <summary>503 with a turn of its own; nobody comes again when everybody does (RFC 3261 §21.5.4).</summary>
    private void TurnAway(TransactionId server, PbxLine line, PhoneModel phones, long now)
    {
        Counters.CountTurnedAway();
        var queued = Math.Max(0, line.DownUntil - now) + (line.Waiting * 1000L / phones.RegistrationsPerSecond);
        var writer = new SipWriter(_headers);
        writer.Header(
            HeaderId.RetryAfter, line.Pace.TurnAway(now, phones.RegistrationsPerSecond, queued, Draw()));
        Respond(server, 503, writer.Written, now);
    }

    private ReasonCode? IsFull(
        scoped in RegisterView register, DomainModel domain, PhoneModel phones, RecordState? record, in Flow flow)
    {
        var more = 0;
        foreach (var contact in register.Contacts)
        {
            var known = record?.Find(PhoneContact.TokenOf(domain, register.User, contact)) is not null;
            more += known || register.Grant(contact, phones) == 0 ? 0 : 1;
        }
        return more == 0 ? null
            : more + (record?.Bindings.Count ?? 0) > phones.MaxContacts
                || more + _perSource.GetValueOrDefault(flow.Remote.Address) > phones.MaxPerSource ? ReasonCode.TooManyContacts
            : more + services.Book.Count + OpenQuestions > phones.MaxPhones ? ReasonCode.PhoneTableFull
            : null;
    }

    private static UInt128 FirstToken(scoped in RegisterView register, DomainModel domain)
    {
        foreach (var contact in register.Contacts)
        {
            return PhoneContact.TokenOf(domain, register.User, contact);
        }
        return UInt128.Zero;
    }

    private static PbxQuestion? FindWaiting(RecordState record, UInt128 token)
    {
        foreach (var question in record.Questions)
        {
            if (question.HasPhone && (question.Contacts.Count == 0 ? UInt128.Zero : question.Contacts[0].Token) == token)
            {
                return question;
            }
        }
        return null;
    }

    private RecordState NewRecord(string domain, ReadOnlySpan<byte> user)
    {
        var record = new RecordState(PhoneToken.OfRecord(domain, user), domain, user.ToArray());
        services.Identifiers.WriteCallId(record.PbxCallId);
        _records.Add(record.Key, record);
        return record;
    }

    private PbxLine LineOf(string domain)
    {
        if (!_lines.TryGetValue(domain, out var line))
        {
            line = new PbxLine(domain);
            _lines.Add(domain, line);
            _order.Add(line);
        }
        return line;
    }

    private void Enqueue(PbxQuestion question, Queue<PbxQuestion> queue)
    {
        queue.Enqueue(question);
        Counters.NowWaiting(++_waiting);
    }

    private PbxQuestion Rent(RecordState record)
    {
        if (!_spare.TryPop(out var question))
        {
            question = new PbxQuestion(_questions.Count);
            _questions.Add(question);
        }
        question.Generation++;
        question.InUse = true;
        question.Record = record;
        record.Questions.Add(question);
        return question;
    }

    private void Return(PbxQuestion question)
    {
        var record = question.Record!;
        record.Questions.Remove(question);
        foreach (var contact in question.Contacts)
        {
            if (!question.HasPhone && record.Find(contact.Token) is { } binding)
            {
                binding.PbxUnderWay = false;
            }
        }
        question.Clear();
        question.Generation++;
        _spare.Push(question);
        Forget(record);
    }

    /// <summary>The one place where a credential is passed on (E-13): the phone's answer to the PBX's own challenge.</summary>
    private static byte[] CredentialsOf(in SipMessageView request)
    {
        Span<byte> lines = stackalloc byte[4096];
        var writer = new SipWriter(lines);
        foreach (ref readonly var slot in request.Headers)
        {
            if (slot.Id is HeaderId.Authorization or HeaderId.ProxyAuthorization)
            {
                writer.Header(slot.Id, request.Value(slot));
            }
        }
        return writer.Failed ? [] : writer.Written.ToArray();
    }
}

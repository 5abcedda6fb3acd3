namespace SipEdge.Sip.Messages;

/// <summary>
/// Reads one whole message in place (RFC 3261 §7, §8.1.1, §18.3). Never throws and never allocates, whatever the input.
/// </summary>
/// <remarks>
/// <para>
/// What RFC 3261 demands and this accepts nevertheless, each for a peer that exists: no Max-Forwards (counts as 70), From
/// without a tag and Via without a branch (RFC 2543), CRLF before the start line, and repeated headers that decide nothing
/// (Date, User-Agent, Subject, …).
/// </para>
/// <para>
/// What it refuses although some stacks accept it, because two readers could see two messages: lines that end in a bare LF,
/// NUL, white space in header names, a second From, To, Call-ID, CSeq, Max-Forwards, Content-Length or Content-Type, a
/// second tag or branch, and headers in the Request-URI.
/// </para>
/// </remarks>
public static class SipParser
{
    /// <summary>What a caller stackallocs or pools: more slots are never used.</summary>
    public const int MaxHeaders = 128;

    /// <summary>
    /// Reads a datagram, or a message that <see cref="StreamFramer"/> cut out. On any status but
    /// <see cref="ParseStatus.Complete"/> the view shows what could be read, so that a request can be answered. The status is
    /// the first fault in reading order; reading goes on behind it.
    /// </summary>
    public static ParseStatus Parse(ReadOnlySpan<byte> message, Span<HeaderSlot> slots, scoped in ParseLimits limits,
        out SipMessageView view)
    {
        var facts = default(MessageFacts);
        facts.MaxForwards = -1;
        facts.ProblemOffset = -1;
        var reading = new Reading(message, slots[..Math.Clamp(limits.MaxHeaders, 0, Math.Min(MaxHeaders, slots.Length))], limits);
        reading.Run(ref facts, out var via);
        view = new SipMessageView(message, slots[..reading.Count], facts, via);
        return reading.Status;
    }

    /// <summary>One run over one message; holds what the steps share.</summary>
    private ref struct Reading
    {
        private readonly ReadOnlySpan<byte> _message;
        private readonly Span<HeaderSlot> _slots;
        private readonly int _maxLine;
        private readonly int _maxMessage;
        private int _via = -1;
        private int _from = -1;
        private int _to = -1;
        private int _callId = -1;
        private int _cseq = -1;
        private int _maxForwards = -1;
        private int _contentLength = -1;
        private int _contentType = -1;
        private int _contact = -1;

        public Reading(ReadOnlySpan<byte> message, Span<HeaderSlot> slots, scoped in ParseLimits limits)
        {
            _message = message;
            _slots = slots;
            _maxLine = limits.MaxLine;
            _maxMessage = limits.MaxMessage;
        }

        public int Count { get; private set; }

        public ParseStatus Status { get; private set; }

        public void Run(scoped ref MessageFacts facts, out ViaView via)
        {
            via = default;
            if (_message.Length > _maxMessage)
            {
                Fault(ref facts, ParseStatus.MessageTooLarge, 0);
                return;
            }

            var at = 0;
            while (HeaderLine.IsEmpty(_message, at))
            {
                at += 2;
            }

            var end = HeaderLine.FindEnd(_message, at, mayFold: false, out var clean, out _);
            if (end < 0)
            {
                Fault(ref facts, clean ? ParseStatus.NeedMoreData : ParseStatus.BadStartLine, at);
                return;
            }

            StartLine(ref facts, at, end, clean);
            var body = Headers(ref facts, end + 2);
            Interpret(ref facts, out via);
            if (body >= 0)
            {
                Body(ref facts, body);
            }
        }

        private void StartLine(scoped ref MessageFacts facts, int start, int end, bool clean)
        {
            var line = _message[start..end];
            if (!clean || line.Length > _maxLine)
            {
                Fault(ref facts, clean ? ParseStatus.LineTooLong : ParseStatus.BadStartLine, start);
            }

            var space = line.IndexOf(SipGrammar.Space);
            if (line.StartsWith("SIP/"u8))
            {
                StatusLine(ref facts, line, start, space);
                return;
            }

            facts.IsRequest = true;
            if (space <= 0)
            {
                Fault(ref facts, ParseStatus.BadStartLine, start);
                return;
            }

            facts.MethodName = new Slice(start, space);
            facts.Method = SipMethods.Find(line[..space]);
            if (facts.Method == SipMethod.Unknown && !SipGrammar.IsToken(line[..space]))
            {
                Fault(ref facts, ParseStatus.BadMethod, start);
            }

            RequestUriAndVersion(ref facts, line[(space + 1)..], start + space + 1);
        }

        private void RequestUriAndVersion(scoped ref MessageFacts facts, ReadOnlySpan<byte> rest, int start)
        {
            var space = rest.IndexOf(SipGrammar.Space);
            if (space < 0)
            {
                Fault(ref facts, ParseStatus.MissingVersion, start);
                return;
            }

            var version = rest[(space + 1)..];
            if (space == 0 || version.Contains(SipGrammar.Space))
            {
                Fault(ref facts, ParseStatus.BadStartLine, start);
                return;
            }

            facts.RequestUri = new Slice(start, space);
            if (!version.SequenceEqual("SIP/2.0"u8))
            {
                Fault(ref facts, version.StartsWith("SIP/"u8) ? ParseStatus.UnsupportedVersion : ParseStatus.BadStartLine,
                    start + space + 1);
            }

            if (!IsRequestUri(rest[..space]))
            {
                Fault(ref facts, ParseStatus.BadRequestUri, start);
            }
        }

        // A scheme that is not ours is no fault of the message: RFC 3261 §8.2.2.1 answers it with 416.
        private static bool IsRequestUri(ReadOnlySpan<byte> uri) => SipUriView.SchemeOf(uri) == UriScheme.Unknown
            ? NameAddressView.HasScheme(uri) && !uri.ContainsAny((byte)'<', (byte)'>', (byte)'"')
            : SipUriView.TryParse(uri, out var parsed) && parsed.Headers.IsEmpty;

        // Status-Line = SIP-Version SP Status-Code SP Reason-Phrase; the phrase may be empty, its space may not.
        private void StatusLine(scoped ref MessageFacts facts, ReadOnlySpan<byte> line, int start, int space)
        {
            if (space < 0 || line.Length < space + 5 || line[space + 4] != SipGrammar.Space
                || !SipGrammar.TryParseNumber(line.Slice(space + 1, 3), 699, out var code) || code < 100)
            {
                Fault(ref facts, ParseStatus.BadStartLine, start);
                return;
            }

            facts.StatusCode = (short)code;
            facts.Reason = new Slice(start + space + 5, line.Length - space - 5);
            if (!line[..space].SequenceEqual("SIP/2.0"u8))
            {
                Fault(ref facts, ParseStatus.UnsupportedVersion, start);
            }
        }

        /// <summary>Fills the slots; the offset of the body, or -1 when the empty line was not reached.</summary>
        private int Headers(scoped ref MessageFacts facts, int at)
        {
            while (true)
            {
                if (HeaderLine.IsEmpty(_message, at))
                {
                    return at + 2;
                }

                var end = HeaderLine.FindEnd(_message, at, mayFold: true, out var clean, out var folded);
                if (end < 0)
                {
                    Fault(ref facts, clean ? ParseStatus.NeedMoreData : ParseStatus.BadHeader, at);
                    return -1;
                }

                var status = clean ? Line(at, end, folded) : ParseStatus.BadHeader;
                if (status != ParseStatus.Complete)
                {
                    Fault(ref facts, status, at);
                    if (status == ParseStatus.TooManyHeaders)
                    {
                        return -1;
                    }
                }

                at = end + 2;
            }
        }

        private ParseStatus Line(int start, int end, bool folded)
        {
            var line = _message[start..end];
            if (line.Length > _maxLine)
            {
                return ParseStatus.LineTooLong;
            }

            var status = HeaderLine.Split(line, out var id, out var nameLength, out var valueStart);
            if (status != ParseStatus.Complete)
            {
                return status;
            }

            if (Count == _slots.Length)
            {
                return ParseStatus.TooManyHeaders;
            }

            while (valueStart < line.Length && SipGrammar.IsWhiteSpace(line[valueStart]))
            {
                valueStart++;
            }

            var valueEnd = line.Length;
            while (valueEnd > valueStart && SipGrammar.IsWhiteSpace(line[valueEnd - 1]))
            {
                valueEnd--;
            }

            var slot = Count++;
            _slots[slot] = new HeaderSlot(id, folded, start, nameLength, start + valueStart, valueEnd - valueStart);
            return Note(id, slot) ? ParseStatus.Complete : ParseStatus.DuplicateHeader;
        }

        /// <summary>Remembers where the headers lie that every message needs; false for a second one of a single kind.</summary>
        private bool Note(HeaderId id, int slot)
        {
            switch (id)
            {
                case HeaderId.Via:
                    if (_via < 0)
                    {
                        _via = slot;
                    }

                    return true;
                case HeaderId.Contact:
                    if (_contact < 0)
                    {
                        _contact = slot;
                    }

                    return true;
                case HeaderId.From:
                    return Once(ref _from, slot);
                case HeaderId.To:
                    return Once(ref _to, slot);
                case HeaderId.CallId:
                    return Once(ref _callId, slot);
                case HeaderId.CSeq:
                    return Once(ref _cseq, slot);
                case HeaderId.MaxForwards:
                    return Once(ref _maxForwards, slot);
                case HeaderId.ContentLength:
                    return Once(ref _contentLength, slot);
                case HeaderId.ContentType:
                    return Once(ref _contentType, slot);
                default:
                    return true;
            }
        }

        private static bool Once(ref int place, int slot)
        {
            if (place >= 0)
            {
                return false;
            }

            place = slot;
            return true;
        }

        /// <summary>Reads the headers that RFC 3261 §8.1.1 requires, in the order in which a missing one is named.</summary>
        private void Interpret(scoped ref MessageFacts facts, out ViaView via)
        {
            via = default;
            if (_via < 0)
            {
                Fault(ref facts, ParseStatus.MissingVia, _message.Length);
            }
            else
            {
                var line = Value(_via);
                if (!ViaView.TryParse(HeaderValues.TakeFirst(ref line), out via))
                {
                    Fault(ref facts, ParseStatus.BadVia, _slots[_via].NameOffset);
                }
            }

            Address(ref facts, _from, ParseStatus.MissingFrom, ParseStatus.BadFrom, ref facts.FromTag);
            Address(ref facts, _to, ParseStatus.MissingTo, ParseStatus.BadTo, ref facts.ToTag);
            CallId(ref facts);
            CSeq(ref facts);
            MaxForwards(ref facts);
            if (_contact >= 0 && !ContactView.AreValid(new HeaderValues(_message, _slots[_contact..Count], HeaderId.Contact)))
            {
                Fault(ref facts, ParseStatus.BadContact, _slots[_contact].NameOffset);
            }
        }

        private void Address(scoped ref MessageFacts facts, int slot, ParseStatus missing, ParseStatus bad, scoped ref Slice tag)
        {
            if (slot < 0)
            {
                Fault(ref facts, missing, _message.Length);
            }
            else if (NameAddressView.TryParse(Value(slot), out var address))
            {
                tag = Slice.In(_message, address.Tag);
            }
            else
            {
                Fault(ref facts, bad, _slots[slot].NameOffset);
            }
        }

        private void CallId(scoped ref MessageFacts facts)
        {
            if (_callId < 0)
            {
                Fault(ref facts, ParseStatus.MissingCallId, _message.Length);
                return;
            }

            var value = Value(_callId);
            if (value.IsEmpty || value.ContainsAnyExcept(SipGrammar.CallId))
            {
                Fault(ref facts, ParseStatus.BadCallId, _slots[_callId].NameOffset);
                return;
            }

            facts.CallId = Slice.In(_message, value);
        }

        // CSeq = 1*DIGIT LWS Method; below 2**31 (RFC 3261 §8.1.1.5).
        private void CSeq(scoped ref MessageFacts facts)
        {
            if (_cseq < 0)
            {
                Fault(ref facts, ParseStatus.MissingCSeq, _message.Length);
                return;
            }

            var value = Value(_cseq);
            var digits = value.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            if (digits <= 0 || !SipGrammar.IsWhiteSpace(value[digits])
                || !SipGrammar.TryParseNumber(value[..digits], int.MaxValue, out var number))
            {
                Fault(ref facts, ParseStatus.BadCSeq, _slots[_cseq].NameOffset);
                return;
            }

            var method = SipGrammar.TrimStart(value[digits..]);
            if (!SipGrammar.IsToken(method))
            {
                Fault(ref facts, ParseStatus.BadCSeq, _slots[_cseq].NameOffset);
                return;
            }

            facts.CSeq = (uint)number;
            if (!facts.IsRequest)
            {
                facts.Method = SipMethods.Find(method);
                facts.MethodName = Slice.In(_message, method);
            }
            else if (!method.SequenceEqual(facts.MethodName.Of(_message)))
            {
                Fault(ref facts, ParseStatus.CSeqMethodMismatch, _slots[_cseq].NameOffset);
            }
        }

        private void MaxForwards(scoped ref MessageFacts facts)
        {
            if (_maxForwards < 0)
            {
                return;
            }

            if (SipGrammar.TryParseNumber(Value(_maxForwards), byte.MaxValue, out var number))
            {
                facts.MaxForwards = (short)number;
            }
            else
            {
                Fault(ref facts, ParseStatus.BadMaxForwards, _slots[_maxForwards].NameOffset);
            }
        }

        private void Body(scoped ref MessageFacts facts, int start)
        {
            var rest = _message.Length - start;
            if (_contentLength < 0)
            {
                facts.Body = new Slice(start, rest);
            }
            else if (!SipGrammar.TryParseNumber(Value(_contentLength), uint.MaxValue, out var length))
            {
                Fault(ref facts, ParseStatus.BadContentLength, _slots[_contentLength].NameOffset);
            }
            else if (length > (ulong)rest)
            {
                Fault(ref facts, ParseStatus.BodyTruncated, _message.Length);
            }
            else
            {
                facts.Body = new Slice(start, (int)length);
            }
        }

        private readonly ReadOnlySpan<byte> Value(int slot) =>
            _message.Slice(_slots[slot].ValueOffset, _slots[slot].ValueLength);

        private void Fault(scoped ref MessageFacts facts, ParseStatus status, int offset)
        {
            if (Status == ParseStatus.Complete)
            {
                Status = status;
                facts.ProblemOffset = offset;
            }
        }
    }
}

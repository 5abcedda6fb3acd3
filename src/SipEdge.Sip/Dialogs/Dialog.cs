using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Dialogs;

/// <summary>
/// One side of a dialog as plain data in one pooled buffer (RFC 3261 §12): Call-ID, tags, the From and To values, the
/// remote target, the route set and the two sequence numbers. Made once per call leg, used again after <see cref="Clear"/>.
/// Owned by the call's loop.
/// </summary>
public sealed class Dialog(BufferPool buffers)
{
    private readonly BufferPool _buffers = buffers;

    // Call-ID, local party, remote party, each route with a length before it, and last, because it may change, the remote
    // target. Offsets below point in here.
    private BufferLease _data;
    private Slice _callId;
    private Slice _local;
    private Slice _localTag;
    private Slice _remote;
    private Slice _remoteTag;
    private Slice _routes;
    private Slice _target;
    private uint _localCSeq;
    private uint _remoteCSeq;
    private bool _hasRemoteCSeq;

    /// <summary>Nothing has been put in, or it was cleared.</summary>
    public bool IsEmpty => _data.IsEmpty;

    public ReadOnlySpan<byte> CallId => Of(_callId);

    public ReadOnlySpan<byte> LocalTag => Of(_localTag);

    public ReadOnlySpan<byte> RemoteTag => Of(_remoteTag);

    /// <summary>The value of From in our requests: name-addr and tag.</summary>
    public ReadOnlySpan<byte> LocalParty => Of(_local);

    /// <summary>The value of To in our requests.</summary>
    public ReadOnlySpan<byte> RemoteParty => Of(_remote);

    /// <summary>The URI of the peer's Contact, without brackets or header parameters.</summary>
    public ReadOnlySpan<byte> RemoteTarget => Of(_target);

    public int RouteCount { get; private set; }

    /// <summary>The last sequence number we used; 0 when none yet.</summary>
    public uint LocalCSeq => _localCSeq;

    /// <summary>The peer's last sequence number; 0 when none yet.</summary>
    public uint RemoteCSeq => _remoteCSeq;

    /// <summary>Opened by a request to a sips URI over TLS (§12.1.1, §12.1.2).</summary>
    public bool IsSecure { get; private set; }

    /// <summary>
    /// What goes into the request line: the remote target, or with a strict router first on the way that router's URI
    /// (§12.2.1.1).
    /// </summary>
    public ReadOnlySpan<byte> RequestUri => StrictRouter(out var router) ? router : RemoteTarget;

    /// <summary>The URI the next request is sent to: the first route, or the remote target when there is none.</summary>
    public ReadOnlySpan<byte> NextHopUri => FirstRouteUri() is { IsEmpty: false } route ? route : RemoteTarget;

    /// <summary>
    /// Opened by a peer (§12.1.1). False when the request lacks what a dialog needs: a Contact that can be read.
    /// </summary>
    public bool InitAsServer(in SipMessageView request, ReadOnlySpan<byte> localTag, bool overTls)
    {
        Clear();
        var secure = overTls && IsSips(request.RequestUri);
        if (!Store(request, localParty: HeaderId.To, localTag, fallbackTarget: default))
        {
            return false;
        }

        _remoteCSeq = request.CSeq;
        _hasRemoteCSeq = true;
        IsSecure = secure;
        return true;
    }

    /// <summary>
    /// Opened by us, and this 101-299 answers (§12.1.2). False when it lacks a To tag.
    /// Deviates: without a readable Contact the Request-URI serves as target; phones leave Contact out of their 180.
    /// </summary>
    /// <param name="response">The first response with this To tag.</param>
    /// <param name="requestUri">Where the request went.</param>
    /// <param name="overTls">And whether by TLS.</param>
    public bool InitAsClient(in SipMessageView response, ReadOnlySpan<byte> requestUri, bool overTls)
    {
        Clear();
        if (response.ToTag.IsEmpty || !Store(response, localParty: HeaderId.From, default, requestUri))
        {
            return false;
        }

        _localCSeq = response.CSeq;
        IsSecure = overTls && IsSips(requestUri);
        return true;
    }

    /// <summary>
    /// False for a request that is out of order, to be answered 500 (§12.2.2). An ACK carries its INVITE's number and is
    /// not asked here; retransmissions never come this far.
    /// Deviates: the same number in another transaction is out of order too. It is a copy, and is not to be done twice.
    /// </summary>
    public bool AcceptRequestCSeq(uint sequence)
    {
        if (_hasRemoteCSeq && sequence <= _remoteCSeq)
        {
            return false;
        }

        _remoteCSeq = sequence;
        _hasRemoteCSeq = true;
        return true;
    }

    /// <summary>
    /// Another of the dialogs that one INVITE opened is the one that lives (§12.1.1): it is known by another tag of ours, and the
    /// peer has used other numbers on it. False for a tag of another length than the first.
    /// </summary>
    public bool Become(ReadOnlySpan<byte> localTag, uint remoteCSeq)
    {
        _remoteCSeq = remoteCSeq;
        return SpeakAs(localTag);
    }

    /// <summary>
    /// Requests from here on are those of another of the dialogs that one INVITE opened. False for a tag of another length.
    /// </summary>
    public bool SpeakAs(ReadOnlySpan<byte> localTag)
    {
        if (localTag.Length != _localTag.Length)
        {
            return false;
        }

        localTag.CopyTo(_data.Memory.Slice(_localTag.Start, _localTag.Length));
        return true;
    }

    /// <summary>The confirmed dialog of an early one goes on where that was (§12.1).</summary>
    public void ContinueFrom(Dialog early)
    {
        ArgumentNullException.ThrowIfNull(early);
        _localCSeq = Math.Max(_localCSeq, early._localCSeq);
        _remoteCSeq = early._remoteCSeq;
        _hasRemoteCSeq = early._hasRemoteCSeq;
    }

    /// <summary>The number for our next request, ACK and CANCEL excepted (§12.2.1.1).</summary>
    public uint NextCSeq() => ++_localCSeq;

    /// <summary>
    /// A target refresh: the Contact of a re-INVITE or UPDATE, or of a 2xx to one (§12.2). A message without a readable
    /// Contact changes nothing.
    /// </summary>
    public void UpdateTarget(in SipMessageView message)
    {
        if (TryGetContact(message, out var uri))
        {
            UpdateTarget(uri);
        }
    }

    /// <summary>The same for a Contact that was read when its message came, and counts now that it was answered (RFC 6141 §4).</summary>
    public void UpdateTarget(ReadOnlySpan<byte> uri)
    {
        if (!IsEmpty && !uri.IsEmpty && !uri.SequenceEqual(RemoteTarget))
        {
            SetTarget(uri);
        }
    }

    /// <summary>
    /// Whether a request or response belongs to this dialog: Call-ID and both tags, compared to the letter (§12).
    /// </summary>
    public bool Matches(in SipMessageView message)
    {
        var (local, remote) = message.IsRequest ? (HeaderId.To, HeaderId.From) : (HeaderId.From, HeaderId.To);
        return message.CallId.SequenceEqual(CallId)
            && TagOf(message, local).SequenceEqual(LocalTag)
            && TagOf(message, remote).SequenceEqual(RemoteTag);
    }

    /// <summary>
    /// Every Route, then Max-Forwards, From, To, Call-ID and CSeq, in the form §12.2.1.1 asks for. Contact is the caller's
    /// business.
    /// </summary>
    public void WriteRequestHeaders(scoped ref SipWriter writer, SipMethod method, uint sequence, int maxForwards)
    {
        WriteRoutes(ref writer);
        writer.Header(HeaderId.MaxForwards, maxForwards);
        writer.Header(HeaderId.From, LocalParty);
        writer.Header(HeaderId.To, RemoteParty);
        writer.Header(HeaderId.CallId, CallId);
        writer.Begin(HeaderId.CSeq);
        writer.Append(sequence);
        writer.Append((byte)' ');
        writer.Append(SipMethods.Name(method));
        writer.End();
    }

    /// <summary>Becomes the same dialog as another, in a buffer of its own.</summary>
    public void CopyFrom(Dialog other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Clear();
        if (other.IsEmpty)
        {
            return;
        }

        _data = _buffers.Rent(other._data.Length);
        other._data.Filled.CopyTo(_data.Memory);
        _data.Length = other._data.Length;
        (_callId, _local, _localTag, _remote, _remoteTag) = (other._callId, other._local, other._localTag, other._remote, other._remoteTag);
        (_routes, _target, RouteCount, IsSecure) = (other._routes, other._target, other.RouteCount, other.IsSecure);
        (_localCSeq, _remoteCSeq, _hasRemoteCSeq) = (other._localCSeq, other._remoteCSeq, other._hasRemoteCSeq);
    }

    /// <summary>Gives the buffer back; the object may be used again.</summary>
    public void Clear()
    {
        _buffers.Return(ref _data);
        _callId = _local = _localTag = _remote = _remoteTag = _routes = _target = default;
        _localCSeq = _remoteCSeq = 0;
        _hasRemoteCSeq = false;
        RouteCount = 0;
        IsSecure = false;
    }

    private ReadOnlySpan<byte> Of(Slice slice) => slice.Of(_data.Filled);

    private static bool IsSips(ReadOnlySpan<byte> uri) =>
        SipUriView.TryParse(uri, out var parsed) && parsed.Scheme == UriScheme.Sips;

    private static ReadOnlySpan<byte> TagOf(in SipMessageView message, HeaderId party) =>
        party == HeaderId.From ? message.FromTag : message.ToTag;

    private bool Store(in SipMessageView message, HeaderId localParty, ReadOnlySpan<byte> localTag,
        ReadOnlySpan<byte> fallbackTarget)
    {
        if (!TryGetContact(message, out var target))
        {
            if (fallbackTarget.IsEmpty)
            {
                return false;
            }

            target = fallbackTarget;
        }

        var from = message.First(HeaderId.From);
        var to = message.First(HeaderId.To);
        var size = message.CallId.Length + from.Length + to.Length + localTag.Length + target.Length + 16;
        foreach (var route in message.Values(HeaderId.RecordRoute))
        {
            size += route.Length + sizeof(ushort);
        }

        if (size > BufferPool.MaxSize)
        {
            return false;
        }

        _data = _buffers.Rent(size);
        _callId = Put(message.CallId);
        var server = localParty == HeaderId.To;
        _local = PutUnfolded(server ? to : from);
        _localTag = TagIn(_local);
        if (server && _localTag.Length == 0)
        {
            var start = _data.Length;
            Put(";tag="u8);
            _localTag = Put(localTag);
            _local = new Slice(_local.Start, _data.Length - start + _local.Length);
        }

        _remote = PutUnfolded(server ? from : to);
        _remoteTag = TagIn(_remote);
        PutRoutes(message, reverse: !server);
        _target = Put(target);
        return true;
    }

    /// <summary>Each route as two bytes of length and the value, in the order we shall write them.</summary>
    private void PutRoutes(in SipMessageView message, bool reverse)
    {
        var start = _data.Length;
        foreach (var route in message.Values(HeaderId.RecordRoute))
        {
            var length = (ushort)route.Length;
            RouteCount++;
            if (reverse)
            {
                // The last Record-Route comes first (§12.1.2): make room in front.
                var put = _data.Memory[start..];
                put[..(_data.Length - start)].CopyTo(put[(sizeof(ushort) + length)..]);
                BitConverter.TryWriteBytes(put, length);
                route.CopyTo(put[sizeof(ushort)..]);
                _data.Length += sizeof(ushort) + length;
            }
            else
            {
                BitConverter.TryWriteBytes(_data.Memory[_data.Length..], length);
                _data.Length += sizeof(ushort);
                Put(route);
            }
        }

        _routes = new Slice(start, _data.Length - start);
    }

    private void SetTarget(ReadOnlySpan<byte> uri)
    {
        var size = _target.Start + uri.Length;
        if (size > BufferPool.MaxSize)
        {
            return;
        }

        if (size > _data.Memory.Length)
        {
            var larger = _buffers.Rent(size);
            _data.Filled[.._target.Start].CopyTo(larger.Memory);
            _buffers.Return(ref _data);
            _data = larger;
        }

        _data.Length = _target.Start;
        _target = Put(uri);
    }

    private Slice Put(ReadOnlySpan<byte> bytes)
    {
        var start = _data.Length;
        bytes.CopyTo(_data.Memory[start..]);
        _data.Length += bytes.Length;
        return new Slice(start, bytes.Length);
    }

    /// <summary>A folded value comes in with its line breaks and is kept without them.</summary>
    private Slice PutUnfolded(ReadOnlySpan<byte> value)
    {
        var writer = new SipWriter(_data.Memory[_data.Length..]);
        writer.Append(value);
        var put = new Slice(_data.Length, writer.Length);
        _data.Length += writer.Length;
        return put;
    }

    private Slice TagIn(Slice party)
    {
        var value = Of(party);
        if (!NameAddressView.TryParse(value, out var parsed) || parsed.Tag.IsEmpty)
        {
            return default;
        }

        var tag = Slice.In(value, parsed.Tag);
        return new Slice(party.Start + tag.Start, tag.Length);
    }

    /// <summary>Whether an INVITE names where its sender can be reached: without it there is no dialog (§12.1.1).</summary>
    public static bool HasTarget(in SipMessageView invite) => TryGetContact(invite, out _);

    /// <summary>Where a message says that its sender is from now on; empty where it does not.</summary>
    public static ReadOnlySpan<byte> TargetIn(in SipMessageView message) => TryGetContact(message, out var uri) ? uri : default;

    private static bool TryGetContact(in SipMessageView message, out ReadOnlySpan<byte> uri)
    {
        uri = default;
        foreach (var contact in message.Values(HeaderId.Contact))
        {
            // Exactly one is asked for (§8.1.1.8); more are an error of the peer, and the first is what others use too.
            if (!NameAddressView.TryParse(contact, out var parsed) || !SipUriView.TryParse(parsed.Uri, out _))
            {
                return false;
            }

            uri = parsed.Uri;
            return true;
        }

        return false;
    }

    private ReadOnlySpan<byte> FirstRouteUri()
    {
        if (RouteCount == 0)
        {
            return default;
        }

        var routes = Of(_routes);
        var length = BitConverter.ToUInt16(routes);
        return NameAddressView.TryParse(routes.Slice(sizeof(ushort), length), out var route) ? route.Uri : default;
    }

    /// <summary>The first route has no lr: its router replaces the Request-URI by itself (RFC 2543).</summary>
    private bool StrictRouter(out ReadOnlySpan<byte> router)
    {
        router = FirstRouteUri();
        return !router.IsEmpty && SipUriView.TryParse(router, out var uri) && !uri.TryGetParameter("lr"u8, out _);
    }

    private void WriteRoutes(scoped ref SipWriter writer)
    {
        var routes = Of(_routes);
        var strict = StrictRouter(out _);
        for (var first = true; !routes.IsEmpty; first = false)
        {
            var length = BitConverter.ToUInt16(routes);
            if (!(first && strict))
            {
                writer.Header(HeaderId.Route, routes.Slice(sizeof(ushort), length));
            }

            routes = routes[(sizeof(ushort) + length)..];
        }

        if (strict)
        {
            // §12.2.1.1: the strict router has taken the target's place, so the target goes last on the list.
            writer.Begin(HeaderId.Route);
            writer.Append((byte)'<');
            writer.Append(RemoteTarget);
            writer.Append((byte)'>');
            writer.End();
        }
    }
}

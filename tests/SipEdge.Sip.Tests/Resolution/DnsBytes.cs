using System.Text;

namespace SipEdge.Sip.Tests.Resolution;

/// <summary>Writes DNS answers for tests, right ones and wrong ones.</summary>
internal sealed class DnsBytes
{
    private readonly List<byte> _bytes = [.. new byte[12]];

    public DnsBytes(ushort id, ushort flags = 0x8180)
    {
        Set(0, id);
        Set(2, flags);
    }

    public byte[] Bytes => [.. _bytes];

    public int Length => _bytes.Count;

    public DnsBytes Question(string name, ushort type)
    {
        Count(4);
        return Name(name).Number(type).Number(1);
    }

    /// <summary>Begins a record; its data is what <paramref name="data"/> writes.</summary>
    public DnsBytes Answer(string name, ushort type, uint ttl, Action<DnsBytes> data) => Record(6, name, type, ttl, data);

    public DnsBytes Authority(string name, ushort type, uint ttl, Action<DnsBytes> data) => Record(8, name, type, ttl, data);

    public DnsBytes Name(string name)
    {
        foreach (var label in name.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            Text(label);
        }
        return Raw(0);
    }

    public DnsBytes Text(string text)
    {
        _bytes.Add((byte)text.Length);
        _bytes.AddRange(Encoding.ASCII.GetBytes(text));
        return this;
    }

    public DnsBytes Pointer(int to) => Number((ushort)(0xC000 | to));

    public DnsBytes Number(ushort value) => Raw((byte)(value >> 8), (byte)value);

    public DnsBytes Long(uint value) => Number((ushort)(value >> 16)).Number((ushort)value);

    public DnsBytes Raw(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    private DnsBytes Record(int section, string name, ushort type, uint ttl, Action<DnsBytes> data)
    {
        Count(section);
        Name(name).Number(type).Number(1).Long(ttl).Number(0);
        var begin = _bytes.Count;
        data(this);
        Set(begin - 2, (ushort)(_bytes.Count - begin));
        return this;
    }

    private void Count(int at) => Set(at, (ushort)(((_bytes[at] << 8) | _bytes[at + 1]) + 1));

    private void Set(int at, ushort value)
    {
        _bytes[at] = (byte)(value >> 8);
        _bytes[at + 1] = (byte)value;
    }
}

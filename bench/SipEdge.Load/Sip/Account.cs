using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SipEdge.Load.Sip;

/// <summary>One of the callers' digest accounts: u0001 to u1000, password "secret-" and the name.</summary>
internal sealed class Account
{
    internal const string Realm = "edge.example.com";
    internal const int Total = 1000;

    private Account(int number)
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"u{number:D4}");
        NameBytes = Encoding.ASCII.GetBytes(Name);
        string secret = $"{Name}:{Realm}:{Password(Name)}";
        Ha1Text = Convert.ToHexStringLower(MD5.HashData(Encoding.ASCII.GetBytes(secret)));
        Ha1 = Encoding.ASCII.GetBytes(Ha1Text);
    }

    internal string Name { get; }

    internal byte[] NameBytes { get; }

    internal byte[] Ha1 { get; }

    internal string Ha1Text { get; }

    internal static string Password(string name) => "secret-" + name;

    internal static Account[] All { get; } = [.. Enumerable.Range(1, Total).Select(number => new Account(number))];
}

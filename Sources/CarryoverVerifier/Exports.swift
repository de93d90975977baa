// What fetching a key set over a transport takes, so that a backend imports one module.
@_exported public import struct CarryoverCore.Endpoint
@_exported public import struct CarryoverCore.HTTPFields
@_exported public import struct CarryoverCore.HTTPRequest
@_exported public import struct CarryoverCore.HTTPResponse
@_exported public import protocol CarryoverCore.HTTPTransport
@_exported public import struct CarryoverCore.Secret
@_exported public import struct CarryoverCore.TransportError
